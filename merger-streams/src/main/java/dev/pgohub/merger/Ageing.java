package dev.pgohub.merger;

import dev.pgohub.pprof.Scale;
import java.time.Duration;

/**
 * How much a bucket counts by its age: half for every half-life before the latest bucket of its
 * tag. Age is that of the fragments, not of any clock, so an idle tag does not change.
 */
final class Ageing {

  private static final long ONE = 1L << 30;

  private Ageing() {}

  /**
   * The factor of a bucket.
   *
   * @param hours before the latest bucket, not negative
   * @param halfLife zero: nothing ages
   */
  static Scale of(long hours, Duration halfLife) {
    if (hours == 0 || halfLife.isZero()) {
      return Scale.IDENTITY;
    }
    double halves = hours * 3_600_000.0 / halfLife.toMillis();
    // StrictMath gives the same bits on every machine.
    return new Scale(Math.round(StrictMath.pow(2, -halves) * ONE), ONE);
  }
}
