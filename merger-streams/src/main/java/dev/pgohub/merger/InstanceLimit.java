package dev.pgohub.merger;

import dev.pgohub.pprof.Scale;
import dev.pgohub.schemas.Policy;
import dev.pgohub.schemas.PolicyField;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Holds every cell of a bucket to a share of the bucket's weight, so that no instance decides alone
 * what is hot. The weights that are above are lowered to one bound, which is their share of what
 * then remains. It is a function of the weights of all cells, so of the set of fragments, and not
 * of their order.
 *
 * <p>Nothing is held back where there are fewer than {@link #MIN_CELLS} cells, or fewer than twice
 * as many as would fill the bucket at that share: of two instances one always carries half. Under
 * {@link Policy.Stitch#SUM} nothing is, either, as that promises the plain sum.
 */
final class InstanceLimit {

  /** The fewest cells of a bucket in which one is held back. */
  static final int MIN_CELLS = 4;

  private static final long MILLIONTHS = 1_000_000;

  private InstanceLimit() {}

  /** The share of a policy in millionths; all of them when nothing is held back. */
  static int millionths(Policy policy) {
    return (int)
        (policy.stitch() == Policy.Stitch.SUM
            ? MILLIONTHS
            : Math.round(policy.share(PolicyField.MAX_INSTANCE_SHARE) * MILLIONTHS));
  }

  /**
   * The factors of the cells that are held back.
   *
   * @param weights of all cells of a bucket, not negative
   * @param millionths the share, 1 to a million
   */
  static Map<Cell, Scale> of(Map<Cell, Long> weights, int millionths) {
    boolean isForThese =
        weights.size() >= MIN_CELLS && weights.size() * (long) millionths >= 2 * MILLIONTHS;
    Map<Cell, Scale> factors = new HashMap<>();
    if (millionths < MILLIONTHS && isForThese) {
      long bound =
          bound(weights.values().stream().mapToLong(w -> w).sorted().toArray(), millionths);
      weights.forEach(
          (cell, weight) -> {
            if (weight > bound) {
              factors.put(cell, new Scale(bound, weight));
            }
          });
    }
    return factors;
  }

  /**
   * What the heaviest are lowered to. With k of them lowered to b and r the sum of the others, b is
   * to be the share s of k b + r: b = s r / (1 - k s). The fewest that will do are lowered.
   */
  private static long bound(long[] sorted, long share) {
    BigInteger rest =
        Arrays.stream(sorted)
            .mapToObj(BigInteger::valueOf)
            .reduce(BigInteger.ZERO, BigInteger::add);
    for (int lowered = 0; lowered * share < MILLIONTHS; lowered++) {
      BigInteger bound =
          rest.multiply(BigInteger.valueOf(share))
              .divide(BigInteger.valueOf(MILLIONTHS - lowered * share));
      long heaviest = sorted[sorted.length - 1 - lowered];
      if (bound.compareTo(BigInteger.valueOf(heaviest)) >= 0) {
        return lowered == 0 ? Long.MAX_VALUE : bound.longValue();
      }
      rest = rest.subtract(BigInteger.valueOf(heaviest));
    }
    return Long.MAX_VALUE;
  }
}
