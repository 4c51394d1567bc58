package dev.pgohub.pprof;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Weights of edges and stacks, adding up.
 *
 * <p>Adding is commutative and associative, and an empty tally changes nothing: the same fragments
 * give the same tally in any order and any grouping, through any number of {@linkplain Run runs} in
 * between. Weights are 64-bit integers that stop at {@link Long#MAX_VALUE}. What does not survive
 * from a profile into a tally: addresses, mappings, labels, and which frames were inlined.
 *
 * <p>Not thread-safe.
 */
public final class Tally {

  /** About how many bytes things take in tables of which a quarter is free. */
  private static final int NAME_BYTES = 24;

  private static final int FRAME_BYTES = 48;
  private static final int EDGE_BYTES = 52;
  private static final int STACK_BYTES = 40;
  private static final int STACK_FRAME_BYTES = 6;

  NameTable names = new NameTable();
  FrameTable frames = new FrameTable();
  EdgeTable edges = new EdgeTable();
  StackTable stacks = new StackTable();
  int stackDepth = Integer.MAX_VALUE;
  boolean isLeftOut;

  /** Makes a tally that holds nothing. */
  public Tally() {}

  /**
   * The union of runs.
   *
   * @throws IllegalStateException when a run is damaged
   */
  public static Tally of(List<Run> runs) {
    Tally tally = new Tally();
    runs.forEach(tally::add);
    return tally;
  }

  /**
   * Adds all that a run holds.
   *
   * @throws IllegalStateException when the run is damaged; the tally is then of no use
   */
  public void add(Run run) {
    if (!isLeftOut) {
      new RunReader(run.chunks()).addTo(this);
    }
    if (isLeftOut) {
      leaveOut();
    }
  }

  /**
   * Adds all that another tally holds, each weight multiplied by a factor; what comes to nothing is
   * left out, and so is a name that only it had. One that {@linkplain #isLeftOut was left out} adds
   * nothing, and one whose stacks were leaves those of this one as they are.
   */
  public void add(Tally other, Scale scale) {
    TallyCopy copy = new TallyCopy(other, this);
    copy.addEdges(scale);
    copy.addStacks(scale);
    lowerDepth(other);
  }

  /** Adds all edges that another tally holds, and no stack. */
  public void addEdges(Tally other) {
    new TallyCopy(other, this).addEdges(Scale.IDENTITY);
  }

  /** Adds all stacks that another tally holds, each weight multiplied by a factor, and no edge. */
  public void addStacks(Tally other, Scale scale) {
    new TallyCopy(other, this).addStacks(scale);
    lowerDepth(other);
  }

  /** Of one whose stacks were left out nothing came that would have to be cut. */
  private void lowerDepth(Tally other) {
    if (other.stackDepth > StackLimit.NO_STACKS) {
      stackDepth = Math.min(stackDepth, other.stackDepth);
    }
  }

  /**
   * Bounds how many stacks there are. When there are more, all stacks are cut to the largest depth
   * of at least 2 at which no more remain (to 2 when that is not enough): they keep so many frames
   * from the leaf on, and the frame {@code [truncated]} stands for the others. Edges stay as they
   * are. From then on the tally, its runs, and every tally that they are added to, are held to that
   * depth whenever they are limited.
   *
   * <p>With the same bound everywhere it does not matter what was limited before: limiting parts,
   * adding them up and limiting the sum gives the same as limiting the sum of the whole parts.
   *
   * @param maxStacks at least 1
   * @return how many frames were cut off
   */
  public long limitStacks(int maxStacks) {
    if (maxStacks < 1) {
      throw new IllegalArgumentException("maxStacks " + maxStacks);
    }
    return limitStacks(maxStacks, Long.MAX_VALUE, Long.MAX_VALUE);
  }

  /**
   * Bounds what there is, so that the same law holds of all of it. When there are more edges than
   * there may be, or their names have more bytes, everything {@linkplain #isLeftOut is left out}:
   * no program has as many. Stacks are bounded as by {@link #limitStacks(int)}, and by the bytes of
   * their names; where their two leaf frames alone are too many, all stacks are left out.
   *
   * @return how many frames were cut off
   */
  public long limit(TallyLimits limits) {
    if (isLeftOut
        || edges.size() > limits.maxEdges()
        || (names.totalBytes() > limits.maxNameBytes()
            && edgeNameBytes() > limits.maxNameBytes())) {
      leaveOut();
      return 0;
    }
    return limitStacks(limits.maxStacks(), limits.maxNameBytes(), limits.maxCutStacks());
  }

  /** Whether {@link #limit} would change nothing. */
  boolean isWithin(TallyLimits limits) {
    return !isLeftOut
        && stackDepth == Integer.MAX_VALUE
        && edges.size() <= limits.maxEdges()
        && stacks.size() <= limits.maxStacks()
        && names.totalBytes() <= limits.maxNameBytes();
  }

  /**
   * Whether there was more than there may be in this tally, or in a run that was added. Then it
   * holds nothing, whatever is added, and its run says so.
   */
  public boolean isLeftOut() {
    return isLeftOut;
  }

  private void leaveOut() {
    take(new Tally());
    stackDepth = Integer.MAX_VALUE;
    isLeftOut = true;
  }

  private long limitStacks(int maxStacks, long maxNameBytes, long maxCutStacks) {
    if (stacks.size() <= maxStacks
        && stackDepth == Integer.MAX_VALUE
        && names.totalBytes() <= maxNameBytes) {
      return 0;
    }
    StackLimit limit = new StackLimit(this, truncatedFrame());
    stackDepth = Math.min(stackDepth, limit.depth(maxStacks, maxNameBytes, maxCutStacks));
    long excess = 0;
    for (int stack = 0; stack < stacks.size(); stack++) {
      excess += Math.max(0, limit.kept(stack) - stackDepth);
    }
    if (excess > 0) {
      Tally cut = new Tally();
      TallyCopy copy = new TallyCopy(this, cut);
      copy.addEdges(Scale.IDENTITY);
      if (stackDepth > StackLimit.NO_STACKS) {
        copy.addStacks(limit, stackDepth);
      }
      take(cut);
    }
    return excess;
  }

  /**
   * The depth to which {@link #limitStacks} has cut the stacks of this tally or of what was added;
   * {@link Integer#MAX_VALUE} when it has cut none. Like the weights, it does not depend on the
   * order of additions.
   */
  public int stackDepth() {
    return stackDepth;
  }

  /** Leaves out all stacks, and the frames and names that only they have. Edges stay. */
  public void dropStacks() {
    Tally rest = new Tally();
    new TallyCopy(this, rest).addEdges(Scale.IDENTITY);
    take(rest);
    stackDepth = Integer.MAX_VALUE;
  }

  private void take(Tally other) {
    names = other.names;
    frames = other.frames;
    edges = other.edges;
    stacks = other.stacks;
  }

  /**
   * Bounds a sum that is made in one order: what is left depends on what was added in between. When
   * there are more than twice as many edges as there may be, or their names have more than twice as
   * many bytes, the lightest are left out, of equal ones the last by names and offset. When there
   * are more than four times as many stacks, or bytes of names, stacks are cut.
   *
   * @return how many edges were left out
   */
  public EdgeCut.Rest bound(TallyLimits limits) {
    EdgeCut.Rest rest = new EdgeCut.Rest(this, 0, 0);
    if (edges.size() > 2L * limits.maxEdges()
        || (names.totalBytes() > 2 * limits.maxNameBytes()
            && edgeNameBytes() > 2 * limits.maxNameBytes())) {
      EdgeCut.Rest heaviest = EdgeCut.heaviest(this, limits.maxEdges(), limits.maxNameBytes());
      new TallyCopy(this, heaviest.tally()).addStacks(Scale.IDENTITY);
      take(heaviest.tally());
      rest = new EdgeCut.Rest(this, heaviest.edges(), heaviest.weight());
    }
    if (stacks.size() > 4L * limits.maxStacks() || names.totalBytes() > 4 * limits.maxNameBytes()) {
      limitStacks(2 * limits.maxStacks(), 2 * limits.maxNameBytes(), 2 * limits.maxCutStacks());
    }
    return rest;
  }

  /** What this tally holds now, in chunks of at most {@link Run#MAX_CHUNK_BYTES}. */
  public Run toRun() {
    return toRun(Run.MAX_CHUNK_BYTES);
  }

  /**
   * What this tally holds now.
   *
   * @param maxChunkBytes the most bytes of a chunk, at least 1
   */
  public Run toRun(int maxChunkBytes) {
    return new Run(new RunWriter(this).write(maxChunkBytes));
  }

  /**
   * What this tally holds now, in runs that can each be added by itself.
   *
   * @param maxBytes of each, but where a single edge or stack has more
   */
  public List<Run> toRuns(int maxBytes) {
    Run whole = toRun(Integer.MAX_VALUE);
    int things = edges.size() + stacks.size();
    if (whole.bytes() <= maxBytes || things < 2) {
      return whole.chunks().isEmpty() ? List.of() : List.of(whole);
    }
    List<Run> runs = new ArrayList<>();
    for (int half = 0; half < 2; half++) {
      Tally part = new Tally();
      TallyCopy copy = new TallyCopy(this, part);
      BitSet some = new BitSet();
      some.set(half * edges.size() / 2, (half + 1) * edges.size() / 2);
      copy.addEdges(some);
      copy.addStacks(half * stacks.size() / 2, (half + 1) * stacks.size() / 2);
      part.stackDepth = stackDepth;
      runs.addAll(part.toRuns(maxBytes));
    }
    return runs;
  }

  /** How many edges there are. */
  public int edgeCount() {
    return edges.size();
  }

  /** How many stacks there are. */
  public int stackCount() {
    return stacks.size();
  }

  /** The weights of all edges added up: what a compiler sees. */
  public long edgeWeight() {
    long sum = 0;
    for (int edge = 0; edge < edges.size(); edge++) {
      sum = Weights.add(sum, edges.weight(edge));
    }
    return sum;
  }

  /** The weights of all stacks added up: the samples. */
  public long stackWeight() {
    long sum = 0;
    for (int stack = 0; stack < stacks.size(); stack++) {
      sum = Weights.add(sum, stacks.weight(stack));
    }
    return sum;
  }

  /** Whether there is neither an edge nor a stack. */
  public boolean isEmpty() {
    return edges.size() == 0 && stacks.size() == 0;
  }

  /** About how many bytes of the heap this takes. */
  public long heapBytes() {
    return names.totalBytes()
        + (long) NAME_BYTES * names.size()
        + (long) FRAME_BYTES * frames.size()
        + (long) EDGE_BYTES * edges.size()
        + (long) STACK_BYTES * stacks.size()
        + (long) STACK_FRAME_BYTES * stacks.start(stacks.size());
  }

  /** Bytes of the different names of callers and callees. */
  long edgeNameBytes() {
    BitSet counted = new BitSet();
    long bytes = 0;
    for (int edge = 0; edge < edges.size(); edge++) {
      bytes += newBytes(edges.caller(edge), counted) + newBytes(edges.callee(edge), counted);
    }
    return bytes;
  }

  /** The bytes of a name that was not counted yet. */
  int newBytes(int name, BitSet counted) {
    if (counted.get(name)) {
      return 0;
    }
    counted.set(name);
    return names.length(name);
  }

  /** The frame that marks a cut stack at its root end. */
  int truncatedFrame() {
    byte[] name = StackTable.TRUNCATED.getBytes(UTF_8);
    return frames.add(names.add(name, 0, name.length), 0, 0, 0);
  }

  void clear() {
    names.clear();
    frames.clear();
    edges.clear();
    stacks.clear();
    stackDepth = Integer.MAX_VALUE;
    isLeftOut = false;
  }
}
