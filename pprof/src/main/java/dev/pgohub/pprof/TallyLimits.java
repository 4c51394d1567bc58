package dev.pgohub.pprof;

/**
 * How much a tally may hold.
 *
 * @param maxStacks different stacks, above which they are cut at their root end; at least 1
 * @param maxEdges different edges, with {@link #NAME_BYTES} of names for each; at least 1
 */
public record TallyLimits(int maxStacks, int maxEdges) {

  /** Bytes of names for each edge that there may be: real ones have fewer than 30. */
  private static final long NAME_BYTES = 64;

  /** So many times as many stacks are left where only their two leaf frames are. */
  private static final long CUT_STACKS = 8;

  /** Checks the ranges. */
  public TallyLimits {
    if (maxStacks < 1) {
      throw new IllegalArgumentException("maxStacks " + maxStacks);
    }
    if (maxEdges < 1) {
      throw new IllegalArgumentException("maxEdges " + maxEdges);
    }
  }

  /** Bytes of the different names of all edges, and of those of all stacks. */
  long maxNameBytes() {
    return NAME_BYTES * maxEdges;
  }

  /** Stacks of which only the leaf and its caller are left. */
  long maxCutStacks() {
    return CUT_STACKS * maxStacks;
  }
}
