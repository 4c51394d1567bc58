package dev.pgohub.pprof;

import java.util.Arrays;

/**
 * Stacks and their weights: frames leaf first. Weights add up and stop at {@link Long#MAX_VALUE}.
 * Not thread-safe.
 */
final class StackTable {

  /** The name of the frame that stands at the root end of a stack whose other frames were cut. */
  static final String TRUNCATED = "[truncated]";

  final HashIndex index = new HashIndex();
  private int[] frames = new int[1 << 10];
  private int[] ends = new int[64];
  private long[] weights = new long[64];

  int size() {
    return index.size();
  }

  /** The number of a stack: {@code depth} frames at the start of an array, leaf first; or -1. */
  int find(int[] source, int depth) {
    return index.entry(slot(SecretHash.of(source, depth), source, depth));
  }

  /** Where a stack is, or the free slot where it would be. */
  private int slot(int hash, int[] source, int depth) {
    int slot = index.first(hash);
    for (int entry; (entry = index.entry(slot)) >= 0; slot = index.next(slot)) {
      if (index.hash(entry) == hash
          && Arrays.equals(frames, start(entry), ends[entry], source, 0, depth)) {
        break;
      }
    }
    return slot;
  }

  /**
   * Adds to the weight of a stack, and returns its number: {@code depth} frames at the start of an
   * array, leaf first.
   */
  int add(int[] source, int depth, long weight) {
    int hash = SecretHash.of(source, depth);
    int slot = slot(hash, source, depth);
    int found = index.entry(slot);
    if (found >= 0) {
      weights[found] = Weights.add(weights[found], weight);
      return found;
    }
    int entry = index.add(slot, hash);
    int start = start(entry);
    if (start + depth > frames.length) {
      frames = Arrays.copyOf(frames, Math.max(frames.length * 2, start + depth));
    }
    System.arraycopy(source, 0, frames, start, depth);
    if (entry == ends.length) {
      ends = Arrays.copyOf(ends, entry * 2);
      weights = Arrays.copyOf(weights, entry * 2);
    }
    ends[entry] = start + depth;
    weights[entry] = weight;
    return entry;
  }

  /** Makes room for so many stacks, and frames of all of them, at once. */
  void expect(int count, int allFrames) {
    index.expect(count);
    if (count > ends.length) {
      ends = Arrays.copyOf(ends, count);
      weights = Arrays.copyOf(weights, count);
    }
    if (allFrames > frames.length) {
      frames = Arrays.copyOf(frames, allFrames);
    }
  }

  int depth(int stack) {
    return ends[stack] - start(stack);
  }

  /** The frame at a height above the leaf, which is at 0. */
  int frame(int stack, int height) {
    return frames[start(stack) + height];
  }

  long weight(int stack) {
    return weights[stack];
  }

  void clear() {
    index.clear();
  }

  /** The array in which the frames of all stacks stand; it changes when a stack is added. */
  int[] frames() {
    return frames;
  }

  int start(int stack) {
    return stack == 0 ? 0 : ends[stack - 1];
  }
}
