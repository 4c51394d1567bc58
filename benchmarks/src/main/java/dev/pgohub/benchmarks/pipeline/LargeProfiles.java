package dev.pgohub.benchmarks.pipeline;

import dev.pgohub.pprof.PprofBuilder;
import dev.pgohub.pprof.PprofBuilder.Frame;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Fragments of the instances of a large made-up program, which together have as many different deep
 * stacks as a tag may have. The program calls its functions as programs do: each has a few callees,
 * of which the first are called the most, and common code is reached on many ways.
 */
final class LargeProfiles {

  /** Different stacks of an instance: just below what a run of the state may have. */
  static final int STACKS = 19_900;

  private static final int FUNCTIONS = 30_000;
  private static final int PACKAGES = 900;
  private static final int ROOTS = 12;
  private static final int MAX_CALLEES = 6;
  private static final long PERIOD_NANOS = 10_000_000;

  private final int depth;
  private final int[][] callees = new int[FUNCTIONS][];

  /**
   * @param depth frames of a stack on average, at least 10
   */
  LargeProfiles(int depth) {
    this.depth = depth;
    Random random = new Random(1);
    for (int function = 0; function < FUNCTIONS; function++) {
      callees[function] = new int[1 + random.nextInt(MAX_CALLEES)];
      for (int i = 0; i < callees[function].length; i++) {
        callees[function][i] = random.nextInt(FUNCTIONS);
      }
    }
  }

  /** The fragment of an instance; each has other stacks. */
  byte[] fragment(int instance) {
    Random random = new Random(100 + instance);
    PprofBuilder profile = new PprofBuilder(0, TimeUnit.SECONDS.toNanos(60), PERIOD_NANOS);
    while (profile.stackCount() < STACKS) {
      profile.add(stack(random), 1 + (long) (20 * Math.abs(random.nextGaussian())));
    }
    return profile.toGzip();
  }

  private List<Frame> stack(Random random) {
    List<Frame> leafFirst = new ArrayList<>();
    int function = random.nextInt(ROOTS);
    int frames = depth / 2 + random.nextInt(depth);
    for (int height = 0; height < frames; height++) {
      int call = 0;
      while (call < callees[function].length - 1 && random.nextInt(3) == 0) {
        call++;
      }
      leafFirst.add(0, frame(function, call));
      function = callees[function][call];
    }
    return leafFirst;
  }

  private static Frame frame(int function, int call) {
    int of = function * 7 % PACKAGES;
    int start = 10 + function % 400;
    return new Frame(
        "example.com/large/internal/package" + of + ".(*Type" + function % 13 + ").Do" + function,
        "/src/large/internal/package" + of + "/file" + function % 11 + ".go",
        start,
        start + 2 + 3 * call);
  }
}
