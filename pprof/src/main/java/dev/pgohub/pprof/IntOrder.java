package dev.pgohub.pprof;

import java.util.function.IntBinaryOperator;

/** Sorts numbers by an order of their own, without an object for each. */
final class IntOrder {

  private static final int RUN = 8;

  private IntOrder() {}

  /** The numbers from 0 to {@code count - 1}, in order. Equal ones stay as they were. */
  static int[] sorted(int count, IntBinaryOperator compare) {
    int[] from = new int[count];
    for (int i = 0; i < count; i++) {
      int at = i;
      while (at % RUN != 0 && compare.applyAsInt(from[at - 1], i) > 0) {
        from[at] = from[--at];
      }
      from[at] = i;
    }
    int[] to = new int[count];
    for (int width = RUN; width < count; width *= 2) {
      for (int begin = 0; begin < count; begin += 2 * width) {
        int middle = Math.min(begin + width, count);
        merge(from, to, begin, middle, Math.min(middle + width, count), compare);
      }
      int[] swap = from;
      from = to;
      to = swap;
    }
    return from;
  }

  private static void merge(
      int[] from, int[] to, int begin, int middle, int end, IntBinaryOperator compare) {
    int left = begin;
    int right = middle;
    for (int at = begin; at < end; at++) {
      boolean isLeft =
          left < middle && (right == end || compare.applyAsInt(from[left], from[right]) <= 0);
      to[at] = isLeft ? from[left++] : from[right++];
    }
  }

  /** For every number its place in an order. */
  static int[] ranks(int[] sorted) {
    int[] ranks = new int[sorted.length];
    for (int place = 0; place < sorted.length; place++) {
      ranks[sorted[place]] = place;
    }
    return ranks;
  }
}
