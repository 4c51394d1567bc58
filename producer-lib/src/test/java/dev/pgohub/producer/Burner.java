package dev.pgohub.producer;

import java.time.Duration;
import java.util.List;
import java.util.function.LongUnaryOperator;

/** Work whose place in a profile is known. */
final class Burner {

  static final String MIX = Burner.class.getName() + ".mix";
  static final String BURN = Burner.class.getName() + ".burn";
  static final String FILE = "dev/pgohub/producer/Burner.java";

  private static volatile long sink;

  private Burner() {}

  /** Keeps a thread of that name busy for that time. */
  static Thread start(String name, Duration time) {
    Thread thread = new Thread(() -> burn(time), name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

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
