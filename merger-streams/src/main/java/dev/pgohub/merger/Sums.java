package dev.pgohub.merger;

/**
 * Arithmetic of numbers that are not negative and stop at the largest one, so that the order of
 * additions never matters.
 */
final class Sums {

  private Sums() {}

  static long add(long a, long b) {
    long sum = a + b;
    return sum < 0 ? Long.MAX_VALUE : sum;
  }

  static long multiply(long a, long b) {
    long product = a * b;
    return Math.multiplyHigh(a, b) != 0 || product < 0 ? Long.MAX_VALUE : product;
  }
}
