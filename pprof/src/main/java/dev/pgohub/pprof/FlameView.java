package dev.pgohub.pprof;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * What of a tree can be seen: the heaviest frames under one of them, and what the others come to.
 * Immutable.
 *
 * @param frames in the order of the tree, the shown root first
 */
public record FlameView(List<Frame> frames) {

  /**
   * A frame that can be seen, or the sum of those beside it that cannot.
   *
   * @param depth below the shown root, which is at 0
   * @param name of the function; empty: the sum of {@code others}
   * @param key see {@link FlameTree#key}
   * @param weight of the stacks through it
   * @param self of the stacks that end in it
   * @param before its weight in the other tree, 0 when it is not there or there is no other
   * @param others how many frames are summed up; 0: this is one
   */
  public record Frame(
      int depth, String name, int key, long weight, long self, long before, int others) {}

  /**
   * What is to be seen.
   *
   * @param minShare the least share of the shown root's weight that a frame has, 0 to 1
   * @param maxDepth the most frames from the shown root down, at least 0
   * @param maxFrames the most frames without the sums, the shown root included, at least 1
   */
  public record Limits(double minShare, int maxDepth, int maxFrames) {

    /** Checks the ranges. */
    public Limits {
      if (!(minShare >= 0 && minShare <= 1) || maxDepth < 0 || maxFrames < 1) {
        throw new IllegalArgumentException(minShare + ", " + maxDepth + ", " + maxFrames);
      }
    }
  }

  /** Copies the list. */
  public FlameView {
    frames = List.copyOf(frames);
  }

  /**
   * The part under a frame.
   *
   * @param other a tree to compare with; null: none
   * @param otherRoot the frame of the other tree that stands where {@code root} does; -1: none
   */
  public static FlameView of(
      FlameTree tree, int root, Limits limits, @Nullable FlameTree other, int otherRoot) {
    List<Frame> frames = new ArrayList<>();
    new Walk(tree, heaviest(tree, root, limits), other, frames).show(root, 0, otherRoot);
    return new FlameView(frames);
  }

  private record Candidate(int frame, int depth, long weight) {}

  /** Heavier ones first, and as no frame is heavier than its caller, callers before callees. */
  private static BitSet heaviest(FlameTree tree, int root, Limits limits) {
    Comparator<Candidate> order = Comparator.comparingLong(candidate -> -candidate.weight());
    var candidates = new PriorityQueue<>(order.thenComparingInt(Candidate::frame));
    candidates.add(new Candidate(root, 0, tree.weight(root)));
    double least = limits.minShare() * tree.weight(root);
    BitSet shown = new BitSet();
    for (int count = 0; count < limits.maxFrames() && !candidates.isEmpty(); count++) {
      Candidate next = candidates.remove();
      shown.set(next.frame());
      if (next.depth() == limits.maxDepth()) {
        continue;
      }
      int end = tree.end(next.frame());
      for (int child = tree.first(next.frame()); child < end; child = tree.next(child)) {
        if (tree.weight(child) >= least) {
          candidates.add(new Candidate(child, next.depth() + 1, tree.weight(child)));
          keepBest(candidates, limits.maxFrames());
        }
      }
    }
    return shown;
  }

  /** More than will be shown need not wait: what comes later is only one more to be shown first. */
  private static void keepBest(PriorityQueue<Candidate> candidates, int most) {
    if (candidates.size() >= 4 * most + 64) {
      List<Candidate> best = new ArrayList<>(most);
      while (best.size() < most) {
        best.add(candidates.remove());
      }
      candidates.clear();
      candidates.addAll(best);
    }
  }

  private record Walk(FlameTree tree, BitSet shown, @Nullable FlameTree other, List<Frame> frames) {

    void show(int frame, int depth, int otherFrame) {
      frames.add(
          new Frame(
              depth,
              tree.name(frame),
              tree.key(frame),
              tree.weight(frame),
              tree.self(frame),
              weightOfOther(otherFrame),
              0));
      long rest = 0;
      long restBefore = weightOfOther(otherFrame) - selfOfOther(otherFrame);
      int count = 0;
      for (int child = tree.first(frame); child < tree.end(frame); child = tree.next(child)) {
        if (shown.get(child)) {
          int otherChild = childOfOther(otherFrame, child);
          restBefore -= weightOfOther(otherChild);
          show(child, depth + 1, otherChild);
        } else {
          rest = Weights.add(rest, tree.weight(child));
          count++;
        }
      }
      if (count > 0) {
        frames.add(new Frame(depth + 1, "", 0, rest, 0, Math.max(0, restBefore), count));
      }
    }

    private long weightOfOther(int frame) {
      return other == null || frame < 0 ? 0 : other.weight(frame);
    }

    private long selfOfOther(int frame) {
      return other == null || frame < 0 ? 0 : other.self(frame);
    }

    private int childOfOther(int frame, int child) {
      return other == null || frame < 0 ? -1 : other.child(frame, tree.key(child));
    }
  }
}
