package dev.pgohub.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Lets mergers work for a tenth of the time only, as if they had a tenth of the machine: so a load
 * that the machine can make is ten times what they can take. They are stopped for less than a
 * second at a time, far below their session.
 */
final class SlowMergers implements AutoCloseable {

  private static final long WORK_MILLIS = 90;
  private static final long REST_MILLIS = 810;

  private final List<Child> mergers;
  private final AtomicBoolean ended = new AtomicBoolean();
  private final Thread thread = new Thread(this::run, "slow-mergers");

  /** Begins. */
  SlowMergers(List<Child> mergers) {
    this.mergers = List.copyOf(mergers);
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    try {
      while (!ended.get()) {
        signal("STOP");
        Thread.sleep(REST_MILLIS);
        signal("CONT");
        Thread.sleep(WORK_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      signal("CONT");
    }
  }

  private void signal(String signal) {
    try {
      for (Child merger : mergers) {
        merger.signal(signal);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("there is no kill", e);
    }
  }

  /** Lets them work again. */
  @Override
  public void close() throws InterruptedException {
    ended.set(true);
    thread.join();
  }
}
