package dev.pgohub.pprof;

/**
 * How far a fair split is off on average: {@code count} things go each to the first of two sides
 * with a probability; the mean distance of the number there from its expectation, {@code E|X −
 * c·r|} of a binomial X. Stateless.
 *
 * <p>Exact by De Moivre's formula, {@code 2·m·C(c,m)·r^m·(1−r)^(c−m+1)} with {@code m = ⌊c·r⌋ + 1},
 * while the variance is small; beyond, half-normal, {@code sqrt(2/π · c·r·(1−r))}, which is off by
 * less than a fifth of a percent there.
 */
final class SplitDeviation {

  private static final double NORMAL_FROM_VARIANCE = 50;

  private SplitDeviation() {}

  /**
   * The mean distance.
   *
   * @param count not negative; between two whole numbers the result is interpolated
   * @param probability more than 0, less than 1
   */
  static double of(double count, double probability) {
    double rarer = Math.min(probability, 1 - probability); // the distance is the same on both sides
    double variance = count * rarer * (1 - rarer);
    if (variance >= NORMAL_FROM_VARIANCE) {
      return Math.sqrt(2 / Math.PI * variance);
    }
    double below = Math.floor(count);
    double rest = count - below;
    double atBelow = exact(below, rarer);
    return rest == 0 ? atBelow : atBelow + rest * (exact(below + 1, rarer) - atBelow);
  }

  private static double exact(double count, double rarer) {
    if (count == 0) {
      return 0;
    }
    double m = Math.floor(count * rarer) + 1;
    double log = Math.log(2 * m) + (count - m + 1) * Math.log1p(-rarer);
    for (double j = 0; j < m; j++) {
      log += Math.log((count - j) / (j + 1) * rarer);
    }
    return Math.exp(log);
  }
}
