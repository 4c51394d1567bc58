package dev.pgohub.pprof;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.Random;

/** Draws profiles from the edges of a workload, each unit of weight independently. */
final class Resampling {

  private final Tally workload;
  private final long[] cumulated;

  Resampling(Tally workload) {
    this.workload = workload;
    cumulated = new long[workload.edgeCount()];
    long sum = 0;
    for (int edge = 0; edge < cumulated.length; edge++) {
      sum += workload.edges.weight(edge);
      cumulated[edge] = sum;
    }
  }

  /** The edges of a whole fleet. */
  static Tally fleet(String name) {
    return Tally.of(Corpus.runs(name));
  }

  /** A profile of so many samples. */
  Tally draw(int samples, Random random) {
    long[] counts = new long[cumulated.length];
    for (int i = 0; i < samples; i++) {
      long at = (long) (random.nextDouble() * cumulated[cumulated.length - 1]);
      int found = Arrays.binarySearch(cumulated, at);
      counts[found < 0 ? -found - 1 : found + 1]++;
    }
    Tally drawn = new Tally();
    for (int edge = 0; edge < counts.length; edge++) {
      if (counts[edge] > 0) {
        drawn.edges.add(
            name(drawn, workload.edges.caller(edge)),
            name(drawn, workload.edges.callee(edge)),
            workload.edges.offset(edge),
            counts[edge]);
      }
    }
    return drawn;
  }

  private int name(Tally drawn, int name) {
    NameTable names = workload.names;
    return drawn.names.add(names.bytes(), names.start(name), names.length(name));
  }

  /** Adds to the weight of an edge. */
  static void add(Tally tally, String caller, String callee, long offset, long weight) {
    tally.edges.add(name(tally, caller), name(tally, callee), offset, weight);
  }

  private static int name(Tally tally, String name) {
    byte[] bytes = name.getBytes(UTF_8);
    return tally.names.add(bytes, 0, bytes.length);
  }
}
