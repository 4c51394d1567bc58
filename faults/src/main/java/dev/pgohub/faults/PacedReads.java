package dev.pgohub.faults;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Reads a profile at a steady rate and measures how long that takes, counted from when it was due.
 * Thread-safe.
 */
final class PacedReads implements AutoCloseable {

  private static final int A_SECOND = 50;
  private static final int THREADS = 4;

  private final Hub hub;
  private final AtomicBoolean stopping = new AtomicBoolean();
  private final List<Double> millis = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private long failed;

  /** Begins to read. */
  PacedReads(Hub hub) {
    this.hub = hub;
    for (int i = 0; i < THREADS; i++) {
      Thread thread = new Thread(this::read, "paced-reader-" + i);
      thread.setDaemon(true);
      threads.add(thread);
      thread.start();
    }
  }

  private void read() {
    long step = 1_000_000_000L * THREADS / A_SECOND;
    long due = System.nanoTime();
    try {
      while (!stopping.get()) {
        due += step;
        long wait = due - System.nanoTime();
        if (wait > 0) {
          Thread.sleep(wait / 1_000_000, (int) (wait % 1_000_000));
        }
        boolean isServed = isServed();
        add(isServed, System.nanoTime() - due);
      }
    } catch (InterruptedException e) {
      // It was only waiting.
    }
  }

  private boolean isServed() throws InterruptedException {
    try {
      return Outcome.get(hub, "service-0").statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  private synchronized void add(boolean isServed, long nanos) {
    if (isServed) {
      millis.add(nanos / 1e6);
    } else {
      failed++;
    }
  }

  /** The time in milliseconds that a share of all reads, such as 0.99, did not exceed. */
  synchronized double percentile(double share) {
    List<Double> sorted = millis.stream().sorted().toList();
    return sorted.isEmpty()
        ? Double.NaN
        : sorted.get((int) Math.min(sorted.size() - 1, Math.ceil(share * sorted.size()) - 1));
  }

  synchronized int count() {
    return millis.size();
  }

  /** Reads that gave no profile. */
  synchronized long failed() {
    return failed;
  }

  @Override
  public void close() {
    stopping.set(true);
    threads.forEach(Thread::interrupt);
  }
}
