package dev.pgohub.pprof;

import java.util.function.IntBinaryOperator;
import java.util.function.IntUnaryOperator;

/** Sorts numbers by an order of their own, without an object for each. */
final class IntOrder {

  private static final int RUN = 8;

  private IntOrder() {}

  /** The numbers from 0 to {@code count - 1}, in order. Equal ones stay as they were. */
  static int[] sorted(int count, IntBinaryOperator compare) {
    int[] numbers = new int[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = i;
    }
    sort(numbers, 0, count, new int[count], compare);
    return numbers;
  }

  /**
   * The same, first by a group that each number is of, from 0 to {@code groups - 1}. Cheaper than
   * an order that asks for the group first when there are many of them.
   */
  static int[] grouped(
      int count, int groups, IntUnaryOperator group, IntBinaryOperator compareWithin) {
    int[] ends = new int[groups + 1];
    for (int number = 0; number < count; number++) {
      ends[group.applyAsInt(number) + 1]++;
    }
    for (int i = 1; i <= groups; i++) {
      ends[i] += ends[i - 1];
    }
    // Each place holds where its group begins, and is moved on to where it ends.
    int[] numbers = new int[count];
    for (int number = 0; number < count; number++) {
      numbers[ends[group.applyAsInt(number)]++] = number;
    }
    int[] spare = new int[count];
    int begin = 0;
    for (int i = 0; i < groups; i++) {
      if (ends[i] - begin > 1) {
        sort(numbers, begin, ends[i], spare, compareWithin);
      }
      begin = ends[i];
    }
    return numbers;
  }

  private static void sort(
      int[] numbers, int begin, int end, int[] spare, IntBinaryOperator compare) {
    for (int i = begin; i < end; i++) {
      int number = numbers[i];
      int at = i;
      while ((at - begin) % RUN != 0 && compare.applyAsInt(numbers[at - 1], number) > 0) {
        numbers[at] = numbers[--at];
      }
      numbers[at] = number;
    }
    int[] from = numbers;
    int[] to = spare;
    for (int width = RUN; width < end - begin; width *= 2) {
      for (int left = begin; left < end; left += 2 * width) {
        int middle = Math.min(left + width, end);
        merge(from, to, left, middle, Math.min(middle + width, end), compare);
      }
      int[] swap = from;
      from = to;
      to = swap;
    }
    if (from != numbers) {
      System.arraycopy(from, begin, numbers, begin, end - begin);
    }
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
