package dev.pgohub.pprof;

import static java.nio.charset.StandardCharsets.UTF_8;

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

  final NameTable names = new NameTable();
  final FrameTable frames = new FrameTable();
  final EdgeTable edges = new EdgeTable();
  final StackTable stacks = new StackTable();

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
    new RunReader(run.chunks()).addTo(this);
  }

  /**
   * Adds all that another tally holds, each weight multiplied by a factor; what comes to nothing is
   * left out, and so is a name that only it had.
   */
  public void add(Tally other, Scale scale) {
    new TallyCopy(other, this).add(scale);
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
  }
}
