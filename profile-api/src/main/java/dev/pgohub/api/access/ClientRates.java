package dev.pgohub.api.access;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * How much each client may still do, such as send bytes: a bucket per client that fills at a steady
 * rate.
 *
 * <p>A client that is not in debt may send any one body, which then counts in full; so that a body
 * may be larger than the bucket, and its length need not be known before. A bounded number of
 * clients is remembered; the one longest unseen is forgotten first. Thread-safe.
 */
public final class ClientRates {

  private final double bytesPerSecond;
  private final double burst;
  private final LongSupplier nanoClock;
  private final Map<String, Bucket> buckets;

  private static final class Bucket {
    private double bytes;
    private long filledAt;

    private Bucket(double bytes, long filledAt) {
      this.bytes = bytes;
      this.filledAt = filledAt;
    }
  }

  /**
   * An unused table.
   *
   * @param bytesPerSecond of each client; 0: no limit
   * @param burst that a client may send at once after a pause
   * @param clients the most that are remembered
   */
  public ClientRates(long bytesPerSecond, long burst, int clients, LongSupplier nanoClock) {
    this.bytesPerSecond = bytesPerSecond;
    this.burst = burst;
    this.nanoClock = nanoClock;
    this.buckets =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
            return size() > clients;
          }
        };
  }

  /** How long the client must wait before it may send; zero when it may now. */
  public synchronized Duration wait(String client) {
    double bytes = bytesPerSecond == 0 ? burst : filled(client).bytes;
    return bytes > 0
        ? Duration.ZERO
        : Duration.ofMillis((long) (1000 * (1 - bytes) / bytesPerSecond));
  }

  /** Counts what a client sends; negative: what it did not send after all. */
  public synchronized void count(String client, long bytes) {
    if (bytesPerSecond > 0) {
      filled(client).bytes -= bytes;
    }
  }

  private Bucket filled(String client) {
    long now = nanoClock.getAsLong();
    Bucket bucket = buckets.computeIfAbsent(client, unseen -> new Bucket(burst, now));
    bucket.bytes = Math.min(burst, bucket.bytes + (now - bucket.filledAt) / 1e9 * bytesPerSecond);
    bucket.filledAt = now;
    return bucket;
  }
}
