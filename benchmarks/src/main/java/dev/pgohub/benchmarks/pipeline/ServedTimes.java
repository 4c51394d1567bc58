package dev.pgohub.benchmarks.pipeline;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.concurrent.locks.LockSupport;

/**
 * Looks every few milliseconds at the weight that is served, and so finds out how long after it was
 * sent a fragment was counted: fragments of one tag are counted in the order in which they are
 * sent.
 */
final class ServedTimes implements AutoCloseable {

  private record Sent(long weight, long nanos) {}

  private static final long LOOK_NANOS = 5_000_000;

  private final HubClient hub;
  private final ArrayDeque<Sent> waiting = new ArrayDeque<>();
  private final Latencies latencies = new Latencies();
  private final Thread thread = new Thread(this::look, "served-times");
  private volatile boolean isClosed;
  private volatile long served;

  ServedTimes(HubClient hub) {
    this.hub = hub;
    thread.setDaemon(true);
    thread.start();
  }

  /** A fragment was sent, and with it so much weight in all. */
  void sent(long weight, long nanos) {
    synchronized (waiting) {
      waiting.add(new Sent(weight, nanos));
    }
  }

  /** Waits until so much is served; false when it is not within five minutes. */
  boolean await(long weight) {
    long end = System.nanoTime() + 300_000_000_000L;
    while (served < weight && System.nanoTime() < end) {
      LockSupport.parkNanos(LOOK_NANOS);
    }
    return served >= weight;
  }

  Latencies latencies() {
    return latencies;
  }

  private void look() {
    try {
      while (!isClosed) {
        long weight = hub.weight();
        long now = System.nanoTime();
        synchronized (waiting) {
          while (!waiting.isEmpty() && waiting.peek().weight() <= weight) {
            latencies.add(now - waiting.remove().nanos());
          }
        }
        served = weight;
        LockSupport.parkNanos(LOOK_NANOS);
      }
    } catch (IOException e) {
      System.err.println("looking at what is served: " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    isClosed = true;
    thread.interrupt();
  }
}
