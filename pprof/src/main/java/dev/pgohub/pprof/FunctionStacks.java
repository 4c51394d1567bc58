package dev.pgohub.pprof;

import java.io.IOException;

/**
 * The stacks of a tally, reduced to the names of functions: those that differ only in lines, files
 * or where a function began are one. They come root first, sorted frame by frame, so that stacks
 * that share a root end stand together. Not thread-safe.
 */
final class FunctionStacks {

  /** Takes the stacks one by one. */
  interface Visitor {
    /**
     * One stack.
     *
     * @param rootFirst names, of which the first {@code depth} count; reused for the next stack
     * @param depth 0 for a sample without a frame
     */
    void stack(int[] rootFirst, int depth, long weight) throws IOException;
  }

  private final StackTable stacks;
  private final FrameTable frames;
  private final int[] nameRanks;

  FunctionStacks(Tally tally) {
    stacks = tally.stacks;
    frames = tally.frames;
    nameRanks = IntOrder.ranks(NameOrder.sorted(tally.names));
  }

  void forEach(Visitor visitor) throws IOException {
    int[] order = IntOrder.sorted(stacks.size(), this::compare);
    int[] rootFirst = new int[64];
    for (int i = 0; i < order.length; ) {
      int stack = order[i];
      long weight = 0;
      while (i < order.length && compare(stack, order[i]) == 0) {
        weight = Weights.add(weight, stacks.weight(order[i++]));
      }
      int depth = stacks.depth(stack);
      rootFirst = depth > rootFirst.length ? new int[depth * 2] : rootFirst;
      for (int height = 0; height < depth; height++) {
        rootFirst[depth - 1 - height] = name(stack, height);
      }
      visitor.stack(rootFirst, depth, weight);
    }
  }

  private int compare(int a, int b) {
    int heightA = stacks.depth(a);
    int heightB = stacks.depth(b);
    while (heightA > 0 && heightB > 0) {
      int byName = nameRanks[name(a, --heightA)] - nameRanks[name(b, --heightB)];
      if (byName != 0) {
        return byName;
      }
    }
    return heightA - heightB;
  }

  private int name(int stack, int height) {
    return frames.function(stacks.frame(stack, height));
  }
}
