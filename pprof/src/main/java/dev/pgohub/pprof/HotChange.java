package dev.pgohub.pprof;

/**
 * Whether what came in since a profile was served would change what a compiler does, beyond chance.
 *
 * <p>A compiler reads hardly more of an edge than whether it is hot ({@link HotEdges}), so a weight
 * that moves within the hot edges changes no code, however significant it is. On the other hand
 * edges at the border of the hot set come and go by chance with every fragment, and a rebuild for
 * those is wasted. An edge therefore counts as moved only when both hold:
 *
 * <ul>
 *   <li>it is hot in the served profile and not in the served one with the new data added, or the
 *       other way round;
 *   <li>its share of the new data differs from its share of the served profile beyond chance. With
 *       weights n and m of the two, shares a and b, and the pooled share p = (n·a + m·b)/(n + m),
 *       {@code z = (b − a)/sqrt(p(1−p)(1/n + 1/m))}, in the direction of the change, is at least
 *       {@link #SIGMAS}·sqrt({@link #DISPERSION}).
 * </ul>
 *
 * <p>What this does not see: a profile that was served from little data becomes better with more of
 * the same, although nothing moved. The {@link NoiseFloor} of the weights before and after says by
 * how much.
 *
 * <p>The served profile and the new data must not share fragments: their independence is what the
 * test rests on.
 *
 * @param becameHot edges that became hot beyond chance
 * @param wentCold edges that went cold beyond chance
 * @param becameHotShare what those that became hot hold of the weight of both together, 0 to 1
 * @param wentColdShare what those that went cold hold of the served weight, 0 to 1
 */
public record HotChange(int becameHot, int wentCold, double becameHotShare, double wentColdShare) {

  /** Standard deviations that a difference must have: far beyond what thousands of looks bring. */
  public static final double SIGMAS = 6;

  /**
   * By how much the variance of real samples exceeds that of independent ones: a request that is
   * profiled leaves several samples of one path, and instances differ. A caller whose effective
   * weights account for that already divides twice, which errs on the quiet side.
   */
  public static final double DISPERSION = 4;

  private static final HotChange NONE = new HotChange(0, 0, 0, 0);

  /**
   * The change, with every unit of weight a sample.
   *
   * @param served the edges of the profile that is served
   * @param delta the edges of everything that came in since
   */
  public static HotChange of(Tally served, Tally delta) {
    return of(served, delta, served.edgeWeight(), delta.edgeWeight());
  }

  /**
   * The change of tallies whose weights are no counts of samples, because they are rescaled or in
   * fixed point. Both must be in the same unit, in which they are added.
   *
   * @param servedWeight how many samples the served profile is worth; at least 0
   * @param deltaWeight how many samples the new data is worth; at least 0
   * @throws IllegalArgumentException when a weight is negative or not finite
   */
  public static HotChange of(Tally served, Tally delta, double servedWeight, double deltaWeight) {
    requireWeight(servedWeight);
    requireWeight(deltaWeight);
    EdgePairs pairs = new EdgePairs(served, delta);
    double total = pairs.total(pairs::first);
    double added = pairs.total(pairs::second);
    if (added == 0 || deltaWeight == 0) {
      return NONE;
    }
    boolean[] before = pairs.hot(pairs::first, HotEdges.COMPILER_SHARE);
    boolean[] after = pairs.hot(pairs::sum, HotEdges.COMPILER_SHARE);
    int becameHot = 0;
    int wentCold = 0;
    double becameHotShare = 0;
    double wentColdShare = 0;
    for (int pair = 0; pair < pairs.size(); pair++) {
      if (before[pair] == after[pair]) {
        continue;
      }
      double a = total == 0 ? 0 : pairs.first(pair) / total;
      double b = pairs.second(pair) / added;
      double deviations = deviations(a, servedWeight, b, deltaWeight);
      if (after[pair] && deviations >= limit()) {
        becameHot++;
        becameHotShare += pairs.sum(pair) / (total + added);
      } else if (before[pair] && -deviations >= limit()) {
        wentCold++;
        wentColdShare += a;
      }
    }
    return new HotChange(becameHot, wentCold, becameHotShare, wentColdShare);
  }

  /** The share of the weight whose treatment by a compiler changed, 0 to 2. */
  public double movedShare() {
    return becameHotShare + wentColdShare;
  }

  private static double limit() {
    return SIGMAS * Math.sqrt(DISPERSION);
  }

  /** Where nothing was served, whatever came is beyond chance. */
  private static double deviations(double a, double na, double b, double nb) {
    if (na == 0) {
      return Double.POSITIVE_INFINITY;
    }
    double pooled = (na * a + nb * b) / (na + nb);
    double variance = pooled * (1 - pooled) * (1 / na + 1 / nb);
    return variance <= 0 ? 0 : (b - a) / Math.sqrt(variance);
  }

  private static void requireWeight(double weight) {
    if (!(weight >= 0 && weight < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("an effective weight is at least 0, not " + weight);
    }
  }
}
