package dev.pgohub.pprof;

import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;

/**
 * How much of each stack of a tally each of several named parts has. The shares of a stack are
 * whole numbers that, with what no part has, add up to the weight of the stack; they are the
 * nearest such numbers by largest remainders, of equal ones the first by name. So they depend on
 * weights and names alone, not on an order.
 *
 * <p>Good for as long as no stack is added to the tally. Immutable.
 */
public final class StackShares {

  /** No part has anything. */
  public static final StackShares NONE = new StackShares(List.of(), new long[0][], 1);

  private final List<String> names;
  private final long[][] exact; // by part, the rest last, and stack; empty: one part has all
  private final long unit;

  private StackShares(List<String> names, long[][] exact, long unit) {
    this.names = names;
    this.exact = exact;
    this.unit = unit;
  }

  /** One part has everything. */
  public static StackShares whole(String name) {
    return new StackShares(List.of(name), new long[0][], 1);
  }

  /**
   * What parts have of a tally.
   *
   * @param tally whose weights are to be shared; its stacks may have been cut
   * @param exact the same before it was rounded and cut
   * @param unit as how much a weight of 1 counts in {@code exact} and in the parts, at least 1
   * @param parts by name; about what they hold is in {@code exact}, too
   */
  public static StackShares of(
      Tally tally, Tally exact, long unit, SortedMap<String, Tally> parts) {
    if (parts.isEmpty()) {
      return NONE;
    }
    long[][] weights = new long[parts.size() + 1][];
    int part = 0;
    for (Tally of : parts.values()) {
      weights[part++] = new Lookup(of, tally).weights();
    }
    long[] rest = new Lookup(exact, tally).weights();
    for (int i = 0; i < part; i++) {
      for (int stack = 0; stack < rest.length; stack++) {
        rest[stack] = Math.max(0, rest[stack] - weights[i][stack]);
      }
    }
    weights[part] = rest;
    return new StackShares(List.copyOf(parts.keySet()), weights, unit);
  }

  /** The parts, sorted. */
  public List<String> names() {
    return names;
  }

  /**
   * Shares the weight of a stack.
   *
   * @param into what each part has, in the order of {@link #names}
   * @return what no part has
   */
  long split(int stack, long weight, long[] into) {
    if (exact.length == 0) {
      Arrays.fill(into, weight); // one part has all, or there is none
      return into.length == 0 ? weight : 0;
    }
    long left = weight;
    for (int part = 0; part < into.length; part++) {
      into[part] = Math.min(left, exact[part][stack] / unit);
      left -= into[part];
    }
    long rest = Math.min(left, exact[into.length][stack] / unit);
    left -= rest;
    // Rounding left less than one for each of them.
    boolean[] isServed = new boolean[exact.length];
    for (int i = 0; i < isServed.length && left > 0; i++) {
      int next = largestRemainder(stack, isServed);
      isServed[next] = true;
      left--;
      if (next == into.length) {
        rest++;
      } else {
        into[next]++;
      }
    }
    return rest + left;
  }

  private int largestRemainder(int stack, boolean[] isServed) {
    int best = -1;
    for (int part = 0; part < isServed.length; part++) {
      if (!isServed[part] && (best < 0 || exact[part][stack] % unit > exact[best][stack] % unit)) {
        best = part;
      }
    }
    return best;
  }

  /** Finds the stacks of one tally in another one, which may be cut. */
  private static final class Lookup {

    private static final int UNKNOWN = -2;

    private final Tally from;
    private final Tally to;
    private final int[] nameOf; // in the other tally; -1: it is not there
    private final int[] frameOf; // likewise

    Lookup(Tally from, Tally to) {
      this.from = from;
      this.to = to;
      nameOf = new int[from.names.size()];
      frameOf = new int[from.frames.size()];
      Arrays.fill(nameOf, UNKNOWN);
      Arrays.fill(frameOf, UNKNOWN);
    }

    /** What the stacks of the one weigh, by the stacks of the other. */
    long[] weights() {
      long[] weights = new long[to.stacks.size()];
      StackLimit limit = new StackLimit(from, from.truncatedFrame());
      int mark = to.truncatedFrame();
      int[] stack = new int[64];
      for (int i = 0; i < from.stacks.size(); i++) {
        int kept = limit.kept(i);
        int depth = Math.min(kept, to.stackDepth);
        stack = depth < stack.length ? stack : new int[depth * 2];
        int height = 0;
        while (height < depth && (stack[height] = frame(from.stacks.frame(i, height))) >= 0) {
          height++;
        }
        if (height == depth) {
          if (kept > depth || limit.isCut(i)) {
            stack[depth++] = mark;
          }
          int found = to.stacks.find(stack, depth);
          if (found >= 0) {
            weights[found] = Weights.add(weights[found], from.stacks.weight(i));
          }
        }
      }
      return weights;
    }

    private int frame(int frame) {
      if (frame >= frameOf.length) {
        return -1; // the mark, which was added since
      }
      if (frameOf[frame] == UNKNOWN) {
        FrameTable frames = from.frames;
        int function = name(frames.function(frame));
        int file = name(frames.file(frame));
        frameOf[frame] =
            function < 0 || file < 0
                ? -1
                : to.frames.find(function, file, frames.startLine(frame), frames.line(frame));
      }
      return frameOf[frame];
    }

    private int name(int name) {
      if (nameOf[name] == UNKNOWN) {
        NameTable names = from.names;
        int start = names.start(name);
        int length = names.length(name);
        int hash = NameTable.hash(names.bytes(), start, length);
        nameOf[name] = to.names.find(names.bytes(), start, length, hash);
      }
      return nameOf[name];
    }
  }
}
