package dev.pgohub.faults;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Starts parts of the hub again that ended by themselves, a second later, as {@code restart:
 * unless-stopped} does; and looks how much memory they have. Thread-safe.
 */
final class Supervisor implements AutoCloseable {

  private static final long STEP_MILLIS = 250;
  private static final int STEPS_BEFORE_RESTART = 4;

  private final Hub hub;
  private final Map<String, Integer> endings = new TreeMap<>();
  private final AtomicBoolean stopping = new AtomicBoolean();
  private final Thread thread;

  /** Begins to watch. */
  Supervisor(Hub hub) {
    this.hub = hub;
    thread = new Thread(this::watch, "supervisor");
    thread.setDaemon(true);
    thread.start();
  }

  private void watch() {
    Map<Child, Integer> waiting = new java.util.HashMap<>();
    try {
      while (!stopping.get()) {
        for (Child child : hub.all()) {
          child.memoryKib();
          Integer code = child.endedByItself();
          if (code == null) {
            waiting.remove(child);
          } else if (waiting.merge(child, 1, Integer::sum) > STEPS_BEFORE_RESTART) {
            count(child.name() + " with " + code);
            waiting.remove(child);
            child.start();
          }
        }
        Thread.sleep(STEP_MILLIS);
      }
    } catch (InterruptedException e) {
      // It was only waiting.
    } catch (IOException e) {
      throw new IllegalStateException("a process could not be started", e);
    }
  }

  private synchronized void count(String ending) {
    endings.merge(ending, 1, Integer::sum);
  }

  /** How often which part ended by itself with which code. */
  synchronized Map<String, Integer> endings() {
    return new TreeMap<>(endings);
  }

  @Override
  public void close() {
    stopping.set(true);
    thread.interrupt();
    try {
      thread.join(5_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
