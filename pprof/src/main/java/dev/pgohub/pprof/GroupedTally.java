package dev.pgohub.pprof;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The tallies of several groups, with names, frames, edges and stacks that stand once for all. A
 * run is added to its group for what the run weighs, and the sum of all groups, each multiplied by
 * a factor of its own, costs a multiplication for each weight: neither reads what was added before.
 *
 * <p>A sum is what {@link Tally#add(Tally, Scale)} makes of a {@link Tally} of each group, for as
 * long as no {@linkplain TallyLimits limit} would cut anything: see {@link #isExact}.
 *
 * <p>Not thread-safe.
 */
public final class GroupedTally {

  private final Tally all = new Tally();
  private final List<GroupWeights> groups = new ArrayList<>();
  private final TallyLimits limitsOfGroup;
  private final TallyLimits limitsOfSum;
  private long weights;
  private boolean isExact = true;

  /**
   * No group yet.
   *
   * @param ofGroup what a group may hold
   * @param ofSum what all may hold together
   */
  public GroupedTally(TallyLimits ofGroup, TallyLimits ofSum) {
    limitsOfGroup = ofGroup;
    limitsOfSum = ofSum;
  }

  /** Makes a group that holds nothing, and returns its number: 0 for the first. */
  public int newGroup() {
    groups.add(new GroupWeights());
    return groups.size() - 1;
  }

  /** How many groups there are. */
  public int groups() {
    return groups.size();
  }

  /**
   * Adds all that a run holds to a group.
   *
   * @throws IllegalStateException when the run is damaged; this is then of no use
   */
  public void add(int group, Run run) {
    GroupWeights to = groups.get(group);
    long before = (long) to.edges().size() + to.stacks().size();
    new RunReader(run.chunks()).addTo(all, to);
    weights += to.edges().size() + to.stacks().size() - before;
    isExact &=
        all.isWithin(limitsOfSum)
            && all.names.totalBytes() <= limitsOfGroup.maxNameBytes()
            && to.edges().size() <= limitsOfGroup.maxEdges()
            && to.stacks().size() <= limitsOfGroup.maxStacks();
  }

  /** Whether nothing was cut or left out in any run, and nothing need be in a group or the sum. */
  public boolean isExact() {
    return isExact;
  }

  /** About how many bytes of the heap this takes. */
  public long bytes() {
    return EntryWeights.BYTES * weights + all.heapBytes();
  }

  /**
   * The sum of groups, each weight multiplied by a factor; what comes to nothing is left out.
   *
   * @param scales of each group by its number; null: without this group
   */
  public Tally sum(@Nullable Scale[] scales) {
    Tally sum = new Tally();
    TallyCopy copy = new TallyCopy(all, sum);
    copy.addEdges(edgeSums(scales));
    copy.addStacks(stackSums(scales));
    return sum;
  }

  /** The same of edges alone. */
  public Tally sumOfEdges(@Nullable Scale[] scales) {
    Tally sum = new Tally();
    new TallyCopy(all, sum).addEdges(edgeSums(scales));
    return sum;
  }

  /** The same of stacks alone. */
  public Tally sumOfStacks(@Nullable Scale[] scales) {
    Tally sum = new Tally();
    new TallyCopy(all, sum).addStacks(stackSums(scales));
    return sum;
  }

  private long[] edgeSums(@Nullable Scale[] scales) {
    long[] sums = new long[all.edges.size()];
    for (int group = 0; group < scales.length; group++) {
      Scale scale = scales[group];
      if (scale != null) {
        groups.get(group).edges().addTo(sums, scale);
      }
    }
    return sums;
  }

  private long[] stackSums(@Nullable Scale[] scales) {
    long[] sums = new long[all.stacks.size()];
    for (int group = 0; group < scales.length; group++) {
      Scale scale = scales[group];
      if (scale != null) {
        groups.get(group).stacks().addTo(sums, scale);
      }
    }
    return sums;
  }
}
