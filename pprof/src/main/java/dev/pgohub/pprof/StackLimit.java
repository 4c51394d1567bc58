package dev.pgohub.pprof;

import java.util.BitSet;

/**
 * Finds the depth to which stacks must be cut so that few enough distinct ones remain. A stack that
 * is cut to a depth keeps so many frames from the leaf on, and bears the mark above them. Two
 * stacks are one from the depth on at which what is left of them is the same.
 *
 * <p>Every law of the cut rests on this: cutting to a depth and then to a smaller one is cutting to
 * the smaller one, and of more stacks at least as many are distinct at any depth.
 */
final class StackLimit {

  /** What a compiler needs of a stack, leaf and caller, is never cut. */
  static final int MIN_DEPTH = 2;

  /** The depth at which nothing is left. */
  static final int NO_STACKS = 0;

  private final Tally tally;
  private final StackTable stacks;
  private final int mark;

  /** A limit for stacks, of which those that were cut end in a frame that is the mark. */
  StackLimit(Tally tally, int mark) {
    this.tally = tally;
    this.stacks = tally.stacks;
    this.mark = mark;
  }

  /** Whether a stack was cut before: the mark stands at its root end. */
  boolean isCut(int stack) {
    int depth = stacks.depth(stack);
    return depth > 0 && stacks.frame(stack, depth - 1) == mark;
  }

  /** The frames of a stack, the mark not counted. */
  int kept(int stack) {
    return stacks.depth(stack) - (isCut(stack) ? 1 : 0);
  }

  /**
   * The largest depth at which at most so many stacks remain, and so many bytes of their names, or
   * {@link #MIN_DEPTH} when none does; {@link #NO_STACKS} when there are too many even then; {@link
   * Integer#MAX_VALUE} when there are no more than that.
   *
   * @param maxCutStacks that may remain at {@link #MIN_DEPTH}
   */
  int depth(int maxStacks, long maxNameBytes, long maxCutStacks) {
    int count = stacks.size();
    boolean hasRoomForNames = tally.names.totalBytes() <= maxNameBytes;
    if (count == 0 || (count <= maxStacks && hasRoomForNames)) {
      return Integer.MAX_VALUE;
    }
    // Sorted so, the stacks that are one at a depth stand together, whatever the depth.
    int[] sorted = IntOrder.sorted(count, this::compare);
    int deepest = 0;
    for (int stack = 0; stack < count; stack++) {
      deepest = Math.max(deepest, kept(stack));
    }
    long[] names = hasRoomForNames ? new long[deepest + 1] : nameBytes(deepest);
    int[] united = new int[deepest + 1]; // by depth: how many are one with their neighbour up to it
    for (int i = 1; i < count; i++) {
      united[unitedUpTo(sorted[i - 1], sorted[i])]++;
    }
    long distinct = 1;
    long bytes = 0;
    int depth = 0;
    while (depth < deepest
        && distinct + united[depth] <= maxStacks
        && bytes + names[depth] <= maxNameBytes) {
      distinct += united[depth];
      bytes += names[depth++];
    }
    if (depth == deepest && count <= maxStacks) {
      return Integer.MAX_VALUE; // other names than theirs are the long ones
    }
    if (depth >= MIN_DEPTH) {
      return depth;
    }
    for (; depth < MIN_DEPTH && depth < deepest; depth++) {
      distinct += united[depth];
      bytes += names[depth];
    }
    return distinct <= maxCutStacks && bytes <= maxNameBytes ? MIN_DEPTH : NO_STACKS;
  }

  /** By height: bytes of the names that no frame below has. */
  private long[] nameBytes(int deepest) {
    long[] bytes = new long[deepest + 1];
    BitSet counted = new BitSet();
    for (int height = 0; height < deepest; height++) {
      for (int stack = 0; stack < stacks.size(); stack++) {
        if (height < kept(stack)) {
          int frame = stacks.frame(stack, height);
          bytes[height] +=
              tally.newBytes(tally.frames.function(frame), counted)
                  + tally.newBytes(tally.frames.file(frame), counted);
        }
      }
    }
    return bytes;
  }

  private int compare(int a, int b) {
    int common = common(a, b);
    int keptA = kept(a);
    int keptB = kept(b);
    if (common < keptA && common < keptB) {
      return Integer.compare(stacks.frame(a, common), stacks.frame(b, common));
    }
    return keptA != keptB ? Integer.compare(keptA, keptB) : Boolean.compare(isCut(a), isCut(b));
  }

  /** The largest depth at which two neighbours in the order, which differ, are the same. */
  private int unitedUpTo(int before, int after) {
    int common = common(before, after);
    int kept = kept(before);
    if (common < kept) {
      return common;
    }
    // The one goes on where the other ends. If the other was cut there, they are the same there.
    return isCut(before) && kept(after) > kept ? kept : Math.max(0, kept - 1);
  }

  private int common(int a, int b) {
    int end = Math.min(kept(a), kept(b));
    int height = 0;
    while (height < end && stacks.frame(a, height) == stacks.frame(b, height)) {
      height++;
    }
    return height;
  }
}
