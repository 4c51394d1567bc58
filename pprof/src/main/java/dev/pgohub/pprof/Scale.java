package dev.pgohub.pprof;

import java.math.BigInteger;

/**
 * A factor by which weights are multiplied: a fraction, so that the result is exact but for one
 * rounding to the nearest whole number, halves upwards. Immutable.
 *
 * @param numerator not negative
 * @param denominator at least 1
 */
public record Scale(long numerator, long denominator) {

  /** Changes nothing. */
  public static final Scale IDENTITY = new Scale(1, 1);

  /** Checks the ranges. */
  public Scale {
    if (numerator < 0 || denominator < 1) {
      throw new IllegalArgumentException(numerator + "/" + denominator);
    }
  }

  /** The product of a weight that is not negative, at most {@link Long#MAX_VALUE}. */
  public long of(long weight) {
    if (numerator == denominator) {
      return weight;
    }
    long product = weight * numerator;
    if (Math.multiplyHigh(weight, numerator) == 0
        && product >= 0
        && product <= Long.MAX_VALUE - denominator / 2) {
      return (product + denominator / 2) / denominator;
    }
    BigInteger exact =
        BigInteger.valueOf(weight)
            .multiply(BigInteger.valueOf(numerator))
            .add(BigInteger.valueOf(denominator / 2))
            .divide(BigInteger.valueOf(denominator));
    return exact.bitLength() > 63 ? Long.MAX_VALUE : exact.longValue();
  }

  /** This factor and another one, one after the other; a fraction too long for 63 bits is cut. */
  public Scale times(Scale other) {
    BigInteger above = BigInteger.valueOf(numerator).multiply(BigInteger.valueOf(other.numerator));
    BigInteger below =
        BigInteger.valueOf(denominator).multiply(BigInteger.valueOf(other.denominator));
    BigInteger common = above.gcd(below);
    if (common.signum() > 0) {
      above = above.divide(common);
      below = below.divide(common);
    }
    int excess = Math.max(0, Math.max(above.bitLength(), below.bitLength()) - 62);
    long cutBelow = Math.max(1, below.shiftRight(excess).longValue());
    return new Scale(above.shiftRight(excess).longValue(), cutBelow);
  }
}
