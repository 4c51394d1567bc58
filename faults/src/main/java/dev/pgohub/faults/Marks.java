package dev.pgohub.faults;

import java.util.Map;

/**
 * The weights by which each fragment of a tag is known in the sum of all: every fragment has an
 * edge that it shares with a few others, and on it a power of two of its own. So a sum that is
 * wrong tells how many fragments are missing and how many were counted twice, unless several of one
 * edge make up for each other by chance. Stateless.
 */
final class Marks {

  static final String CALLER = "mark.all";

  private static final int EDGES = 128;
  private static final int BITS = 44;

  /** How many fragments of a tag have marks. */
  static final int MAX = EDGES * BITS;

  private Marks() {}

  /**
   * What became of fragments.
   *
   * @param lost that are not in the sum
   * @param doubled that are in it more than once, each further time
   */
  record Found(long lost, long doubled) {}

  /** The function whose calls mark a fragment, by its number from 0 on. */
  static String function(int number) {
    return "mark.m" + number % EDGES;
  }

  static long weight(int number) {
    return 1L << number / EDGES;
  }

  /**
   * Compares the weights of all functions that mark.
   *
   * @param expected of each function
   * @param found of each function
   */
  static Found compare(Map<String, Long> expected, Map<String, Long> found) {
    long lost = 0;
    long doubled = 0;
    for (int edge = 0; edge < EDGES; edge++) {
      String function = function(edge);
      long more = found.getOrDefault(function, 0L) - expected.getOrDefault(function, 0L);
      if (more < 0) {
        lost += Long.bitCount(-more);
      } else {
        doubled += Long.bitCount(more);
      }
    }
    return new Found(lost, doubled);
  }
}
