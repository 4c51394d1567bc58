package dev.pgohub.pprof;

import java.util.Arrays;

/**
 * Writes a tally so that the same weights always give the same bytes, whatever order they came in:
 * everything is sorted by names and numbers, and nothing else is written: neither an edge or stack
 * without weight nor a name or frame that none with weight has. Stateless.
 */
public final class CanonicalWriter {

  private CanonicalWriter() {}

  /**
   * The profile for a compiler, ready for {@code go build -pgo}: one sample for each edge.
   *
   * @return gzip pprof; never empty, and without samples when there are no edges
   */
  public static byte[] defaultPgo(Tally tally) {
    return new CompilerProfile(tally).toGzip();
  }

  /** Writes a name of a tally as a string, and returns its number. */
  static int name(PprofSink out, Tally tally, int name) {
    NameTable names = tally.names;
    return name == 0 ? 0 : out.text(names.bytes(), names.start(name), names.length(name));
  }

  /**
   * The profile for people: full stacks, for {@code go tool pprof} and flame graphs.
   *
   * @return gzip pprof; never empty
   */
  public static byte[] stacks(Tally tally) {
    return stacks(tally, "", StackShares.NONE);
  }

  /**
   * The same, where a stack that several parts share has a sample for each of them, with a label;
   * and one without for what no part has. Whoever does not look at labels reads the same weights.
   *
   * @param label the key of the label whose values are the names of the parts
   * @param shares of the stacks of this tally
   * @return gzip pprof; never empty
   */
  public static byte[] stacks(Tally tally, String label, StackShares shares) {
    PprofSink out = new PprofSink();
    writeStacks(tally, out, label, shares);
    return out.toCanonicalGzip();
  }

  /** Writes all stacks behind what stands in a sink already. */
  static void writeStacks(Tally tally, PprofSink out) {
    writeStacks(tally, out, "", StackShares.NONE);
  }

  private static void writeStacks(Tally tally, PprofSink out, String label, StackShares shares) {
    int parts = shares.names().size();
    int key = parts == 0 ? 0 : out.text(label);
    int[] values = shares.names().stream().mapToInt(out::text).toArray();
    long[] split = new long[parts];
    int[] frameRanks = IntOrder.ranks(sortedFrames(tally));
    StackTable stacks = tally.stacks;
    int[] order = IntOrder.sorted(stacks.size(), (a, b) -> compare(stacks, frameRanks, a, b));

    out.symbolized();
    int[] names = new int[tally.names.size()];
    Arrays.fill(names, -1);
    names[0] = 0;
    int[] locations = locations(out, tally, IntOrder.ranks(frameRanks), names);
    for (int stack : order) {
      if (stacks.weight(stack) == 0) {
        continue;
      }
      long rest = shares.split(stack, stacks.weight(stack), split);
      for (int part = -1; part < parts; part++) {
        long weight = part < 0 ? rest : split[part];
        if (weight > 0) {
          out.beginSample();
          for (int height = 0; height < stacks.depth(stack); height++) {
            out.sampleLocation(locations[stacks.frame(stack, height)]);
          }
          out.endSample(weight, key, part < 0 ? 0 : values[part]);
        }
      }
    }
  }

  /** Sorted frames that follow each other with the same function share it. */
  private static int[] locations(PprofSink out, Tally tally, int[] sortedFrames, int[] names) {
    FrameTable frames = tally.frames;
    boolean[] isUsed = usedFrames(tally);
    int[] locations = new int[frames.size()];
    int function = 0;
    int before = -1;
    for (int frame : sortedFrames) {
      if (!isUsed[frame]) {
        continue;
      }
      boolean isSame =
          before >= 0
              && frames.function(before) == frames.function(frame)
              && frames.file(before) == frames.file(frame)
              && frames.startLine(before) == frames.startLine(frame);
      if (!isSame) {
        int name = text(out, tally, names, frames.function(frame));
        int file = text(out, tally, names, frames.file(frame));
        function = out.function(name, name, file, frames.startLine(frame));
      }
      locations[frame] = out.location(0, function, frames.line(frame));
      before = frame;
    }
    return locations;
  }

  private static boolean[] usedFrames(Tally tally) {
    StackTable stacks = tally.stacks;
    boolean[] isUsed = new boolean[tally.frames.size()];
    for (int stack = 0; stack < stacks.size(); stack++) {
      if (stacks.weight(stack) > 0) {
        for (int height = 0; height < stacks.depth(stack); height++) {
          isUsed[stacks.frame(stack, height)] = true;
        }
      }
    }
    return isUsed;
  }

  private static int text(PprofSink out, Tally tally, int[] written, int name) {
    if (written[name] < 0) {
      written[name] = name(out, tally, name);
    }
    return written[name];
  }

  private static int compare(StackTable stacks, int[] frameRanks, int a, int b) {
    int common = Math.min(stacks.depth(a), stacks.depth(b));
    for (int height = 0; height < common; height++) {
      int byFrame = frameRanks[stacks.frame(a, height)] - frameRanks[stacks.frame(b, height)];
      if (byFrame != 0) {
        return byFrame;
      }
    }
    return stacks.depth(a) - stacks.depth(b);
  }

  private static int[] sortedFrames(Tally tally) {
    int[] nameRanks = IntOrder.ranks(NameOrder.sorted(tally.names));
    FrameTable frames = tally.frames;
    return IntOrder.grouped(
        frames.size(),
        nameRanks.length,
        frame -> nameRanks[frames.function(frame)],
        (a, b) -> {
          int byFile = nameRanks[frames.file(a)] - nameRanks[frames.file(b)];
          if (byFile != 0) {
            return byFile;
          }
          int byStart = Long.compare(frames.startLine(a), frames.startLine(b));
          return byStart != 0 ? byStart : Long.compare(frames.line(a), frames.line(b));
        });
  }
}
