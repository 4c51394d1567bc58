package dev.pgohub.pprof;

/**
 * Arithmetic of weights: 64-bit, not negative, never wrapping. Addition that stops at the largest
 * number is still commutative and associative.
 */
final class Weights {

  private Weights() {}

  /** The sum of two weights, or {@link Long#MAX_VALUE} when it is larger. */
  static long add(long a, long b) {
    long sum = a + b;
    return sum < 0 ? Long.MAX_VALUE : sum;
  }
}
