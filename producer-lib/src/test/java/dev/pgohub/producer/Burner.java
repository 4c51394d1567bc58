package dev.pgohub.producer;

import java.time.Duration;
import java.util.List;
import java.util.function.LongUnaryOperator;

/** Work whose place in a profile is known, on a thread of its own until it is closed. */
final class Burner implements AutoCloseable {

  static final String MIX = Burner.class.getName() + ".mix";
  static final String RUN = Burner.class.getName() + ".run";
  static final String FILE = "dev/pgohub/producer/Burner.java";

  private static volatile long sink;

  private final Thread thread;
  private volatile boolean closed;

  private Burner() {
    thread = new Thread(this::run, "burner");
    thread.setDaemon(true);
  }

  /** Keeps a thread busy. */
  static Burner start() {
    Burner burner = new Burner();
    burner.thread.start();
    return burner;
  }

  private void run() {
    while (!closed) {
      sink += mix(sink);
    }
  }

  boolean isBurning() {
    return thread.isAlive();
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Keeps this thread busy for a while. */
  static void burn(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() < end) {
      sink += mix(sink);
    }
  }

  private static long mix(long seed) {
    long x = seed; // first of mix
    for (int i = 0; i < 2_000_000; i++) {
      x = x * 31 + i; // loop of mix
      x ^= x >>> 7; // loop of mix
    }
    return x;
  }

  /** The same by way of lambdas, streams and reflection. */
  static void burnIndirectly(Duration time) throws ReflectiveOperationException {
    long end = System.nanoTime() + time.toNanos();
    LongUnaryOperator lambda = value -> mix(value) + 1;
    var method = Burner.class.getDeclaredMethod("mix", long.class);
    while (System.nanoTime() < end) {
      sink += lambda.applyAsLong(sink);
      sink += List.of(1L, 2L).stream().map(Burner::mix).reduce(0L, Long::sum);
      sink += (long) method.invoke(null, sink);
    }
  }
}
