package dev.pgohub.jfr;

import java.time.Duration;

/**
 * What a recording from elsewhere may be, at most.
 *
 * @param maxBytes of the file; at least 1
 * @param maxEvents in it; at least 1
 * @param maxStacks different stacks that are kept whole; at least 1, at most 90,000
 * @param maxTime for reading it
 */
public record RecordingLimits(long maxBytes, long maxEvents, int maxStacks, Duration maxTime) {

  /** Limits that suit the recordings that agents send every few seconds. */
  public static final RecordingLimits DEFAULTS =
      new RecordingLimits(16L << 20, 1_000_000, 50_000, Duration.ofSeconds(20));

  /** Checks the ranges. */
  public RecordingLimits {
    if (maxBytes < 1 || maxEvents < 1 || maxStacks < 1 || maxStacks > 90_000) {
      throw new IllegalArgumentException(
          maxBytes + " bytes, " + maxEvents + " events, " + maxStacks + " stacks");
    }
  }
}
