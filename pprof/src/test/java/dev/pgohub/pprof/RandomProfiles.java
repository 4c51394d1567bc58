package dev.pgohub.pprof;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Profiles of a made-up program with recursion, inlining, moved functions and missing lines. */
final class RandomProfiles {

  private static final String[] NAMES = {
    "main.main",
    "main.(*T).Get",
    "main.F[go.shape.int]",
    "main.run.func1",
    "a;b",
    "runtime.mallocgc"
  };

  private RandomProfiles() {}

  /** A profile that Go's own tools take. */
  static byte[] next(Random random) {
    TestProfile profile = TestProfile.cpu();
    int functions = 2 + random.nextInt(20);
    for (int id = 1; id <= functions; id++) {
      String name = id <= NAMES.length ? NAMES[id - 1] : "pkg.f" + random.nextInt(15);
      profile.function(id, name, random.nextInt(10) == 0 && id > 1 ? 0 : 1 + random.nextInt(40));
    }
    int locations = 2 + random.nextInt(30);
    for (int id = 1; id <= locations; id++) {
      long[] lines = new long[2 * (random.nextInt(12) == 0 ? 0 : 1 + random.nextInt(3))];
      for (int i = 0; i < lines.length; i += 2) {
        lines[i] = 1 + random.nextInt(functions);
        lines[i + 1] = 1 + random.nextInt(60);
      }
      profile.location(id, random.nextInt(3) == 0 ? 0x1000 : 0x1000 + 16L * id, lines);
    }
    // One sample is sure to see a start line, so that every profile is accepted.
    profile.location(locations + 1L, 0x10, 1, 50).sample(1, locations + 1L);
    int samples = random.nextInt(40);
    for (int i = 0; i < samples; i++) {
      long[] stack = new long[random.nextInt(8)];
      for (int height = 0; height < stack.length; height++) {
        stack[height] = 1 + random.nextInt(locations);
      }
      profile.sample(random.nextInt(5), stack);
    }
    byte[] raw = profile.bytes();
    return random.nextBoolean() ? raw : TestProfile.gzip(raw);
  }

  /** Profiles as runs, in a list that can be shuffled. */
  static List<Run> runs(Random random, int count) {
    List<Run> runs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      runs.add(Corpus.run(next(random)));
    }
    return runs;
  }
}
