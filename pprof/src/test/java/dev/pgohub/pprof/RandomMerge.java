package dev.pgohub.pprof;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/** Merges runs in one of many ways. */
final class RandomMerge {

  private RandomMerge() {}

  /** Merges neighbours at random until one is left, some limited, some written and read again. */
  static Tally of(List<Run> runs, Consumer<Tally> limit, Random random) {
    List<Run> left = new ArrayList<>(runs);
    while (left.size() > 1) {
      int from = random.nextInt(left.size() - 1);
      int to = Math.min(left.size(), from + 2 + random.nextInt(3));
      List<Run> group = left.subList(from, to);
      Tally merged = Tally.of(group);
      if (random.nextBoolean()) {
        limit.accept(merged);
      }
      group.clear();
      left.add(from, merged.toRun());
    }
    Tally tally = Tally.of(left);
    limit.accept(tally);
    return tally;
  }
}
