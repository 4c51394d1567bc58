package dev.pgohub.pprof;

/**
 * How much two profiles differ by chance alone: the {@linkplain EdgeComparison#overlap() overlap}
 * that is to be expected of two profiles of one workload, and how far a single pair strays from it.
 * Small profiles overlap little even when nothing changed, so no fixed threshold tells a change
 * from chance.
 *
 * <p><b>Formula.</b> Let p and q be the shares of an edge in profiles of n₁ and n₂ independent
 * samples, N = n₁ + n₂. Then overlap = 1 − ½ Σ |p − q|. Given that the edge was seen c times in
 * both together, c·r with r = n₁/N of them are expected in the first, whatever its true share is:
 * under the assumption that nothing changed, X of them is binomial. So
 *
 * <pre>E|p − q| = E|X − c·r| · (1/n₁ + 1/n₂) · sqrt(1 − c/N)</pre>
 *
 * with E|X − c·r| exact for rare edges ({@link SplitDeviation}), and for frequent ones the familiar
 * sqrt(2/π · π(1−π)(1/n₁ + 1/n₂)) with π = c/N. The last factor accounts for an edge so heavy that
 * it cannot go to one side alone. Nothing has to be guessed about edges that were not seen, because
 * only what was seen can differ: conditioning on c does what a Good–Turing correction would do,
 * without its noise. The variance is that of independent edges, V = Σ (E(p−q)² − E²|p−q|), and what
 * the shares' common sum adds, (1/π)·(1/n₁ + 1/n₂)·((Σ π^1.5)² − Σ π³) with the shares π; the
 * deviation is ½·sqrt of both. Downwards the tail is somewhat longer than a normal one's, because a
 * few heavy edges make most of it.
 *
 * <p>The samples of a real profile come in bursts, and are not independent. Callers who know that
 * count fewer: the effective weights are the numbers of independent samples that the profiles are
 * worth, and the counts are scaled to them.
 *
 * @param overlap the overlap that is to be expected when nothing changed, 0 to 1
 * @param deviation the standard deviation of the overlap of a single pair, not negative
 */
public record NoiseFloor(double overlap, double deviation) {

  private static final double RARE = 40; // expected count up to which a Poisson sum is worth it

  /** The floor of two profiles whose every unit of weight is an independent sample. */
  public static NoiseFloor between(Tally first, Tally second) {
    return between(first, second, first.edgeWeight(), second.edgeWeight());
  }

  /**
   * The floor of two profiles that share no fragment.
   *
   * @param firstWeight how many independent samples the first is worth; not negative
   * @param secondWeight how many the second is worth; not negative
   * @throws IllegalArgumentException when a weight is negative or not finite
   */
  public static NoiseFloor between(
      Tally first, Tally second, double firstWeight, double secondWeight) {
    return of(new EdgePairs(first, second), firstWeight, secondWeight);
  }

  /** The floor of two profiles side by side. */
  static NoiseFloor of(EdgePairs pairs, double firstWeight, double secondWeight) {
    double firstTotal = pairs.total(pairs::first);
    double secondTotal = pairs.total(pairs::second);
    Sum sum =
        new Sum(
            firstTotal == 0 ? 0 : requireWeight(firstWeight),
            secondTotal == 0 ? 0 : requireWeight(secondWeight));
    if (sum.isEmpty()) {
      return new NoiseFloor(firstTotal == 0 && secondTotal == 0 ? 1 : 0, 0);
    }
    for (int pair = 0; pair < pairs.size(); pair++) {
      sum.addSeen(
          pairs.first(pair) / firstTotal * sum.first
              + pairs.second(pair) / secondTotal * sum.second);
    }
    return sum.floor();
  }

  /**
   * The floor of two profiles that are still to be taken of a workload. The shares in the tally are
   * taken for the true ones: when it is not much heavier than they are to be, edges that it has not
   * seen make the true floor somewhat lower.
   *
   * @param firstWeight how many independent samples the one is to have; not negative
   * @param secondWeight how many the other is to have; not negative
   * @throws IllegalArgumentException when a weight is negative or not finite
   */
  public static NoiseFloor of(Tally workload, double firstWeight, double secondWeight) {
    Sum sum = new Sum(requireWeight(firstWeight), requireWeight(secondWeight));
    EdgeTable edges = workload.edges;
    double total = 0;
    for (int edge = 0; edge < edges.size(); edge++) {
      total += edges.weight(edge);
    }
    if (total == 0 || sum.isEmpty()) {
      return new NoiseFloor(total == 0 || firstWeight == secondWeight ? 1 : 0, 0);
    }
    for (int edge = 0; edge < edges.size(); edge++) {
      sum.addExpected(edges.weight(edge) / total);
    }
    return sum.floor();
  }

  /** The overlap that chance alone goes below only so many standard deviations from the floor. */
  public double below(double deviations) {
    return Math.max(0, overlap - deviations * deviation);
  }

  private static double requireWeight(double weight) {
    if (!(weight >= 0 && weight < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("an effective weight is at least 0, not " + weight);
    }
    return weight;
  }

  /** Adds up over all edges. */
  private static final class Sum {
    final double first;
    final double second;
    private final double both;
    private final double inverse;
    private double distance;
    private double variance;
    private double common;
    private double cubes;

    Sum(double first, double second) {
      this.first = first;
      this.second = second;
      both = first + second;
      inverse = 1 / first + 1 / second;
    }

    boolean isEmpty() {
      return first == 0 || second == 0;
    }

    /** An edge that was seen so many times in both together. */
    void addSeen(double count) {
      double rest = Math.max(0, 1 - count / both);
      double mean = SplitDeviation.of(count, first / both) * inverse * Math.sqrt(rest);
      add(mean, count / both * rest * inverse, count / both);
    }

    /** An edge of a known share: the mean over all counts in which it may be seen. */
    void addExpected(double share) {
      double expected = share * both;
      double square = share * (1 - share) * inverse;
      if (expected > RARE) {
        double mean = SplitDeviation.of(expected, first / both) * inverse * Math.sqrt(1 - share);
        add(mean, square, share);
        return;
      }
      double mean = 0;
      double chance = Math.exp(-expected);
      for (int count = 0; count < expected + 10 * Math.sqrt(expected) + 20; count++) {
        mean += chance * SplitDeviation.of(count, first / both);
        chance *= expected / (count + 1);
      }
      add(mean * inverse * Math.sqrt(1 - share), square, share);
    }

    private void add(double mean, double square, double share) {
      distance += mean;
      variance += Math.max(0, square - mean * mean);
      common += share * Math.sqrt(share);
      cubes += share * share * share;
    }

    NoiseFloor floor() {
      double overlap = Math.min(1, Math.max(0, 1 - distance / 2));
      double whole = variance + inverse / Math.PI * Math.max(0, common * common - cubes);
      return new NoiseFloor(overlap, Math.sqrt(whole) / 2);
    }
  }
}
