package dev.pgohub.faults;

import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Posts from many connections and many addresses, as fast as it can and whatever it is told. Each
 * fragment that is not taken is given up, but for those of which it is not known. Thread-safe.
 */
final class Flood implements AutoCloseable {

  private static final int CONNECTIONS = 64;
  private static final int ADDRESSES = 32;
  private static final int PATIENCE_MILLIS = 30_000;

  private final Hub hub;
  private final List<Sample> samples;
  private final String name;
  private final AtomicBoolean stopping = new AtomicBoolean();
  private final AtomicLong keys = new AtomicLong();
  private final Map<String, Long> answers = new TreeMap<>();
  private final Map<String, Long> taken = new TreeMap<>();
  private final List<Thread> threads = new ArrayList<>();
  private long withoutRetryAfter;
  private long unknown;

  /**
   * Begins to post.
   *
   * @param name with which the keys of its fragments begin, as of no other flood of the hub
   */
  Flood(Hub hub, List<Sample> samples, String name) {
    this.hub = hub;
    this.name = name;
    this.samples = samples;
    for (int i = 0; i < CONNECTIONS; i++) {
      byte[] from = {127, 0, 1, (byte) (1 + i % ADDRESSES)};
      Thread thread = new Thread(() -> post(from), "flood-" + i);
      thread.setDaemon(true);
      threads.add(thread);
      thread.start();
    }
  }

  private void post(byte[] from) {
    try (PostConnection connection =
        new PostConnection(hub.api(), InetAddress.getByAddress(from))) {
      while (!stopping.get()) {
        long key = keys.getAndIncrement();
        Sample sample = samples.get((int) (key % samples.size()));
        post(connection, sample, name + "-" + key);
      }
    } catch (IOException e) {
      throw new IllegalStateException("an address of four bytes is one", e);
    }
  }

  private void post(PostConnection connection, Sample sample, String key) {
    try {
      count(sample, connection.post(sample.tag(), key, sample.pprof()));
    } catch (IOException e) {
      synchronized (this) {
        unknown++;
      }
    }
  }

  private synchronized void count(Sample sample, PostConnection.Answer answer) {
    String reason = answer.body().replaceAll("(?s).*\"reason\":\"([a-z_]+)\".*", "$1");
    boolean isTaken = answer.status() == 200;
    answers.merge(answer.status() + (isTaken ? "" : " " + reason), 1L, Long::sum);
    if (isTaken) {
      taken.merge(sample.tag(), 1L, Long::sum);
    } else if (answer.retryAfter().isEmpty()) {
      withoutRetryAfter++;
    }
  }

  /** How often which answer came. */
  synchronized Map<String, Long> answers() {
    return new TreeMap<>(answers);
  }

  /** How many fragments of each tag were acknowledged. */
  synchronized Map<String, Long> taken() {
    return new TreeMap<>(taken);
  }

  /** Refusals that do not say when to come back. */
  synchronized long withoutRetryAfter() {
    return withoutRetryAfter;
  }

  /** Posts without a whole answer: the hub may have them. */
  synchronized long unknown() {
    return unknown;
  }

  /** All posts. */
  synchronized long posts() {
    return unknown + answers.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Ends, when all that is under way is answered. */
  @Override
  public void close() {
    stopping.set(true);
    try {
      for (Thread thread : threads) {
        thread.join(PATIENCE_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
