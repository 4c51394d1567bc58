package dev.pgohub.merger;

import dev.pgohub.merger.state.BucketState;
import dev.pgohub.merger.state.GroupState;
import dev.pgohub.pprof.Scale;
import dev.pgohub.schemas.Policy;

/**
 * By which factor the weights of a group count in its bucket, under each {@link Policy.Stitch}.
 * Each is a fraction of whole numbers that are sums over the fragments of a cell or a bucket, so it
 * does not depend on their order.
 *
 * <ul>
 *   <li>{@code sum}: as they are.
 *   <li>{@code rate}: a sample counts the CPU time between two samples; and the fragments of a cell
 *       count as long as what they {@linkplain Coverage stand for}, not as long as they took. A
 *       machine with many busy cores keeps its weight: it is what the fleet spends.
 *   <li>{@code equal}: every fragment comes to {@link #EQUAL_WEIGHT}.
 * </ul>
 *
 * Everything is counted in {@link #UNIT}ths of a sample of {@link #PERIOD_NANOS}, so that small
 * factors lose nothing; {@code sum} and a factor of 1 stay exact.
 */
final class Stitching {

  /** How many parts a sample has while it is scaled. */
  static final long UNIT = 1 << 10;

  /** CPU time of a sample under {@code rate}: 100 a second, as Go samples. */
  static final long PERIOD_NANOS = 10_000_000;

  /** Samples to which every fragment comes under {@code equal}. */
  static final long EQUAL_WEIGHT = 1_000;

  /**
   * What an equalised run holds in all: parts of samples, for the least of its weights to count.
   */
  private static final long EQUALIZED_TOTAL = EQUAL_WEIGHT * UNIT;

  private Stitching() {}

  /** The factor that makes every run hold the same weight, before it is folded. */
  static Scale equalizing(long weight) {
    return new Scale(EQUALIZED_TOTAL, weight);
  }

  /** Sums over all groups of one cell. */
  record CellSums(
      long durationNanos, long repeatedNanos, long singleFragments, long fragments, long cpuParts) {

    static final CellSums NONE = new CellSums(0, 0, 0, 0, 0);

    CellSums plus(GroupState group) {
      return new CellSums(
          Sums.add(durationNanos, group.getDurationNanos()),
          repeatedNanos + group.getRepeatedNanos(),
          singleFragments + group.getSingleFragments(),
          Sums.add(fragments, group.getFragments()),
          Sums.add(cpuParts, period(group).of(Sums.multiply(group.getWeight(), UNIT))));
    }

    /** The same of fragments each of which stands for itself, however long it took. */
    CellSums untimed() {
      return new CellSums(0, 0, 0, fragments, cpuParts);
    }
  }

  /** What a cell weighs, in parts of samples; but for the rounding of its groups. */
  static long weight(Policy.Stitch stitch, CellSums cell, BucketState bucket) {
    return switch (stitch) {
      case SUM -> throw new IllegalArgumentException("a plain sum weighs no cells");
      case RATE -> coverage(cell, bucket).of(cell.cpuParts());
      case EQUAL -> Sums.multiply(cell.fragments(), EQUALIZED_TOTAL);
    };
  }

  /** The factor from what a group's runs hold to parts of samples. */
  static Scale of(Policy.Stitch stitch, GroupState group, CellSums cell, BucketState bucket) {
    return switch (stitch) {
      case SUM -> raw(group);
      case RATE -> raw(group).times(period(group)).times(coverage(cell, bucket));
      case EQUAL ->
          group.getEqualized()
              ? Scale.IDENTITY
              : new Scale(
                  Sums.multiply(group.getFragments(), EQUALIZED_TOTAL),
                  Math.max(1, group.getWeight()));
    };
  }

  /** By how much a sample of a group counts under a factor of its runs. */
  static double perSample(GroupState group, Scale scale) {
    double factor = (double) scale.numerator() / scale.denominator();
    return group.getEqualized()
        ? factor * group.getFragments() * EQUALIZED_TOTAL / Math.max(1, group.getWeight())
        : factor;
  }

  private static Scale raw(GroupState group) {
    return group.getEqualized()
        ? new Scale(
            Sums.multiply(group.getWeight(), UNIT),
            Math.max(1, Sums.multiply(group.getFragments(), EQUALIZED_TOTAL)))
        : new Scale(UNIT, 1);
  }

  private static Scale period(GroupState group) {
    return new Scale(group.getPeriodNanos(), PERIOD_NANOS);
  }

  private static Scale coverage(CellSums cell, BucketState bucket) {
    if (cell.durationNanos() == 0) {
      return Scale.IDENTITY; // nothing is known of the time
    }
    long average =
        bucket.getRepeatedFragments() == 0
            ? 0
            : bucket.getRepeatedNanos() / bucket.getRepeatedFragments();
    if (average == 0 && cell.singleFragments() > 0) {
      return Scale.IDENTITY; // nobody in the bucket has two: each stands for itself
    }
    long stoodFor = Sums.add(cell.repeatedNanos(), Sums.multiply(cell.singleFragments(), average));
    return new Scale(stoodFor, cell.durationNanos());
  }
}
