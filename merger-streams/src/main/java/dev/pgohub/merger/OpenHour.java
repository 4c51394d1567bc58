package dev.pgohub.merger;

import dev.pgohub.merger.state.BucketState;
import dev.pgohub.merger.state.GroupState;
import dev.pgohub.pprof.GroupedTally;
import dev.pgohub.pprof.Run;
import dev.pgohub.pprof.Scale;
import dev.pgohub.pprof.Tally;
import dev.pgohub.pprof.TallyLimits;
import java.util.Comparator;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * A bucket on the heap: what is known about its groups, and their weights. It says what the stores
 * say, and takes what is added to them; so what the bucket comes to need not be read. Not
 * thread-safe.
 */
final class OpenHour implements HourHeap.Kept {

  /** The order of keys in a store. */
  private static final Comparator<GroupKey> AS_STORED =
      Comparator.<GroupKey, Long>comparing(key -> key.cell().id(), Long::compareUnsigned)
          .thenComparing(GroupKey::kind, Long::compareUnsigned);

  private static final class Group {
    final int number;
    GroupState state = GroupState.getDefaultInstance();

    Group(int number) {
      this.number = number;
    }
  }

  /** About how many bytes of the heap a group takes besides its weights. */
  private static final int GROUP_BYTES = 512;

  /** What its tables take when they are empty. */
  private static final int TABLE_BYTES = 16 << 10;

  private final SortedMap<GroupKey, Group> groups = new TreeMap<>(AS_STORED);
  private final GroupedTally weights;

  /**
   * Nothing yet.
   *
   * @param ofGroup what a group may hold
   * @param ofSum what the sum may hold
   */
  OpenHour(TallyLimits ofGroup, TallyLimits ofSum) {
    weights = new GroupedTally(ofGroup, ofSum);
  }

  private Group group(GroupKey key) {
    return groups.computeIfAbsent(key, made -> new Group(weights.newGroup()));
  }

  /** Notes what is known about a group. */
  void put(GroupKey key, GroupState state) {
    group(key).state = state;
  }

  /** Adds a run to a group. */
  void add(GroupKey key, Run run) {
    weights.add(group(key).number, run);
  }

  /**
   * Whether it can stay: it does not take more than so many bytes, and nothing in it is cut, or
   * need be, for then only what is stored says what it comes to.
   */
  boolean fits(long maxBytes) {
    return weights.isExact() && bytes() <= maxBytes;
  }

  @Override
  public long bytes() {
    return TABLE_BYTES + weights.bytes() + (long) GROUP_BYTES * groups.size();
  }

  /** Whether it holds what is counted of a bucket. */
  boolean isAllOf(BucketState bucket) {
    long fragments = 0;
    long weight = 0;
    for (Group group : groups.values()) {
      fragments = Sums.add(fragments, group.state.getFragments());
      weight = Sums.add(weight, group.state.getWeight());
    }
    return fragments == bucket.getFragments() && weight == bucket.getWeight();
  }

  /** Shows what is known about all groups in the order of their keys. */
  void eachState(BiConsumer<GroupKey, GroupState> visitor) {
    groups.forEach((key, group) -> visitor.accept(key, group.state));
  }

  /**
   * Factors by which groups count in a sum.
   *
   * @param of the factor of a group; null: it does not count
   */
  @Nullable Scale[] scales(BiFunction<GroupKey, GroupState, @Nullable Scale> of) {
    @Nullable Scale[] scales = new Scale[weights.groups()];
    groups.forEach((key, group) -> scales[group.number] = of.apply(key, group.state));
    return scales;
  }

  /** The sum of the groups by {@link #scales}. */
  Tally sum(@Nullable Scale[] scales) {
    return weights.sum(scales);
  }

  /** The same of edges alone. */
  Tally sumOfEdges(@Nullable Scale[] scales) {
    return weights.sumOfEdges(scales);
  }

  /** The same of stacks alone. */
  Tally sumOfStacks(@Nullable Scale[] scales) {
    return weights.sumOfStacks(scales);
  }
}
