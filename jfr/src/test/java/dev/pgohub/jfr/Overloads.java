package dev.pgohub.jfr;

import java.util.function.IntUnaryOperator;

/** Methods whose first lines are looked for by the remarks on them. */
final class Overloads {

  private static int calls;

  static int twice(int value) {
    int result = value; // first of twice(int)
    result += value;
    return result;
  }

  static long twice(long value) {
    calls++; // first of twice(long)
    return value + value;
  }

  static IntUnaryOperator adder(int constant) {
    return value -> {
      calls++; // first of the lambda
      return value + constant;
    };
  }

  static int counted() {
    return calls;
  }

  private Overloads() {}
}
