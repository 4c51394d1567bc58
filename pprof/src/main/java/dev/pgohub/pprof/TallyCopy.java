package dev.pgohub.pprof;

import java.util.Arrays;
import java.util.BitSet;

/** Copies edges and stacks from one tally to another, with the names and frames that they need. */
final class TallyCopy {

  private final Tally from;
  private final Tally to;
  private final int[] nameOf; // in the other tally; -1: not yet
  private final int[] frameOf; // likewise
  private int[] stack = new int[64];

  TallyCopy(Tally from, Tally to) {
    this.from = from;
    this.to = to;
    nameOf = new int[from.names.size()];
    frameOf = new int[from.frames.size()];
    Arrays.fill(nameOf, -1);
    Arrays.fill(frameOf, -1);
  }

  /** Makes room at once where most edges will be copied, and none is there that may be the same. */
  private void expectEdges(int count) {
    if (to.edges.size() == 0 && count > from.edges.size() / 2) {
      to.edges.expect(count);
      to.names.expect(from.names.size(), from.names.totalBytes());
    }
  }

  /** The same for stacks. */
  private void expectStacks(int count) {
    if (to.stacks.size() == 0 && count > from.stacks.size() / 2) {
      to.stacks.expect(count, from.stacks.start(from.stacks.size()));
      to.frames.expect(from.frames.size());
      to.names.expect(from.names.size(), from.names.totalBytes());
    }
  }

  private static int countPositive(long[] weights) {
    int count = 0;
    for (long weight : weights) {
      count += weight > 0 ? 1 : 0;
    }
    return count;
  }

  /** Adds the edges, each weight multiplied by a factor; what comes to nothing is left out. */
  void addEdges(Scale scale) {
    expectEdges(from.edges.size());
    for (int edge = 0; edge < from.edges.size(); edge++) {
      addEdge(edge, scale.of(from.edges.weight(edge)));
    }
  }

  /** Adds the edges with other weights, by their numbers; what weighs nothing is left out. */
  void addEdges(long[] weights) {
    expectEdges(countPositive(weights));
    for (int edge = 0; edge < from.edges.size(); edge++) {
      addEdge(edge, weights[edge]);
    }
  }

  /** Adds some of the edges. */
  void addEdges(BitSet which) {
    for (int edge = which.nextSetBit(0); edge >= 0; edge = which.nextSetBit(edge + 1)) {
      addEdge(edge, from.edges.weight(edge));
    }
  }

  private void addEdge(int edge, long weight) {
    if (weight > 0) {
      EdgeTable edges = from.edges;
      int caller = name(edges.caller(edge));
      to.edges.add(caller, name(edges.callee(edge)), edges.offset(edge), weight);
    }
  }

  /** Adds the stacks, each weight multiplied by a factor; what comes to nothing is left out. */
  void addStacks(Scale scale) {
    expectStacks(from.stacks.size());
    for (int i = 0; i < from.stacks.size(); i++) {
      addStack(i, scale.of(from.stacks.weight(i)));
    }
  }

  /** Adds the stacks with other weights, by their numbers; what weighs nothing is left out. */
  void addStacks(long[] weights) {
    expectStacks(countPositive(weights));
    for (int i = 0; i < from.stacks.size(); i++) {
      addStack(i, weights[i]);
    }
  }

  /** Adds some of the stacks: those from a number on, to before another one. */
  void addStacks(int first, int end) {
    for (int i = first; i < end; i++) {
      addStack(i, from.stacks.weight(i));
    }
  }

  private void addStack(int i, long weight) {
    if (weight > 0) {
      copyFrames(i, from.stacks.depth(i));
      to.stacks.add(stack, from.stacks.depth(i), weight);
    }
  }

  /** Adds the stacks, cut to a depth. */
  void addStacks(StackLimit limit, int maxDepth) {
    int mark = to.truncatedFrame();
    for (int i = 0; i < from.stacks.size(); i++) {
      int depth = Math.min(limit.kept(i), maxDepth);
      copyFrames(i, depth);
      if (limit.isCut(i) || limit.kept(i) > maxDepth) {
        stack[depth++] = mark;
      }
      to.stacks.add(stack, depth, from.stacks.weight(i));
    }
  }

  /** With room for one more. */
  private void copyFrames(int stackToCopy, int depth) {
    stack = depth < stack.length ? stack : new int[depth + 1];
    for (int height = 0; height < depth; height++) {
      stack[height] = frame(from.stacks.frame(stackToCopy, height));
    }
  }

  private int frame(int frame) {
    if (frameOf[frame] < 0) {
      FrameTable frames = from.frames;
      int function = name(frames.function(frame));
      int file = name(frames.file(frame));
      frameOf[frame] = to.frames.add(function, file, frames.startLine(frame), frames.line(frame));
    }
    return frameOf[frame];
  }

  private int name(int name) {
    if (nameOf[name] < 0) {
      NameTable names = from.names;
      nameOf[name] = to.names.add(names.bytes(), names.start(name), names.length(name));
    }
    return nameOf[name];
  }
}
