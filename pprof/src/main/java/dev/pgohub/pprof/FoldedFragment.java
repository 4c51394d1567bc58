package dev.pgohub.pprof;

/**
 * A checked profile, address-free, its edges formed. Its weights stand in the reader that made it
 * until that reads the next one; the facts stay. Not thread-safe.
 */
public final class FoldedFragment {

  private final FragmentReader reader;
  private final long serial;
  private final long weight;
  private final long startUnixNanos;
  private final long durationNanos;
  private final long periodNanos;

  FoldedFragment(
      FragmentReader reader,
      long serial,
      long weight,
      long startUnixNanos,
      long durationNanos,
      long periodNanos) {
    this.reader = reader;
    this.serial = serial;
    this.weight = weight;
    this.startUnixNanos = startUnixNanos;
    this.durationNanos = durationNanos;
    this.periodNanos = periodNanos;
  }

  /** All samples added up; at least 1. */
  public long weight() {
    return weight;
  }

  /** When the profile says that it began, in nanoseconds since 1970 UTC; 0 when it does not say. */
  public long startUnixNanos() {
    return startUnixNanos;
  }

  /** How long the profile says that it took, in nanoseconds; 0 when it does not say. */
  public long durationNanos() {
    return durationNanos;
  }

  /** CPU time between two samples, in nanoseconds; 0 when the profile does not say. */
  public long periodNanos() {
    return periodNanos;
  }

  /** The weights of all edges added up: what a compiler sees. */
  public long edgeWeight() {
    return tally().edgeWeight();
  }

  /**
   * The share of the edges' weight that a compiler can use, from 0 to 1: of edges whose caller has
   * a name and a start line, and whose callee has a name. 1 when there is no edge.
   */
  public double symbolizedShare() {
    return reader.symbolizedShare(serial);
  }

  /**
   * The share of the samples, from 0 to 1, that are the scheduler's, the garbage collector's or a
   * waiting thread's: those with one of {@link IdleFunctions} on the stack.
   */
  public double idleShare() {
    return reader.idleShare(serial);
  }

  /** How many edges there are. */
  public int edgeCount() {
    return tally().edgeCount();
  }

  /** How many stacks there are. */
  public int stackCount() {
    return tally().stackCount();
  }

  /** Whether it is no more than a tally may hold. */
  public boolean isWithin(TallyLimits limits) {
    return tally().isWithin(limits);
  }

  /** The weights of edges and stacks, for good. */
  public Run run() {
    return tally().toRun();
  }

  /** Adds the weights of edges and stacks to a tally. */
  public void addTo(Tally target) {
    reader.addTo(target, serial);
  }

  private Tally tally() {
    return reader.tally(serial);
  }
}
