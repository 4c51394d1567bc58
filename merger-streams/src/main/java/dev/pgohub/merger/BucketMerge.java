package dev.pgohub.merger;

import dev.pgohub.merger.Stitching.CellSums;
import dev.pgohub.merger.state.BucketState;
import dev.pgohub.merger.state.GroupState;
import dev.pgohub.pprof.Scale;
import dev.pgohub.pprof.Tally;
import dev.pgohub.pprof.TallyLimits;
import dev.pgohub.schemas.Policy;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What a bucket comes to under a way of stitching, in {@linkplain Stitching#UNIT parts} of samples:
 * from the heap, where it is {@linkplain OpenHour open}; else as it was made when it got its last
 * fragment, or from the runs of its groups.
 */
final class BucketMerge {

  /** Sees what a bucket is made of. */
  interface Watcher {

    /** Sees nothing. */
    Watcher NOBODY =
        new Watcher() {
          @Override
          public void group(GroupKey key, GroupState state, Tally merged) {}

          @Override
          public void hour(BucketKey key, OpenHour hour) {}
        };

    /**
     * One group.
     *
     * @param merged its weights as they were taken, the watcher's to keep
     */
    void group(GroupKey key, GroupState state, Tally merged);

    /** All groups at once; they stay as they are until the tag gets a fragment. */
    void hour(BucketKey key, OpenHour hour);
  }

  /**
   * What a bucket comes to.
   *
   * @param tally in parts of samples
   * @param effect how telling its samples are
   * @param limitedInstances how many cells were {@linkplain InstanceLimit held to their share}, or
   *     left out because they have too many edges
   * @param cut edges that were left out because the hour has too many
   * @param stacks of each build that has a name, where the policy wants them told apart
   */
  record Merged(
      Tally tally,
      Effect effect,
      int limitedInstances,
      Serving.LeftOut cut,
      SortedMap<String, Tally> stacks) {}

  private final Ledger ledger;
  private final MergedBuckets cache;
  private final TallyLimits limits;

  /**
   * @param limits of the sum
   */
  BucketMerge(Ledger ledger, MergedBuckets cache, TallyLimits limits) {
    this.ledger = ledger;
    this.cache = cache;
    this.limits = limits;
  }

  /** The merge of a bucket, as it was made before if nothing was added since. */
  Merged of(BucketKey key, BucketState bucket, Policy policy) {
    Optional<OpenHour> open = ledger.opened(key, bucket);
    Merged cached = open.isPresent() ? null : cache.get(key, bucket, policy);
    if (cached != null) {
      return cached;
    }
    Merged merged = of(key, factors(key, bucket, policy, open), open, Watcher.NOBODY);
    if (open.isEmpty()) {
      cache.put(key, bucket, policy, merged);
    }
    return merged;
  }

  /** The merge of a bucket that more will be added to; its groups are shown. */
  Merged of(BucketKey key, BucketState bucket, Policy policy, Watcher watcher) {
    Optional<OpenHour> open = ledger.open(key, bucket);
    return of(key, factors(key, bucket, policy, open), open, watcher);
  }

  private Merged of(BucketKey key, Factors factors, Optional<OpenHour> open, Watcher watcher) {
    open.ifPresent(hour -> watcher.hour(key, hour));
    return open.isPresent() ? ofHeap(open.get(), factors) : ofStore(key, factors, watcher);
  }

  private Factors factors(
      BucketKey key, BucketState bucket, Policy policy, Optional<OpenHour> open) {
    Map<Cell, CellSums> cells = new HashMap<>();
    BiConsumer<GroupKey, GroupState> sum =
        (group, state) ->
            cells.merge(group.cell(), CellSums.NONE.plus(state), (sums, one) -> sums.plus(state));
    open.ifPresentOrElse(hour -> hour.eachState(sum), () -> ledger.eachState(key, sum));
    cells.computeIfPresent(Cell.UNNAMED, (unnamed, sums) -> sums.untimed());
    return new Factors(bucket, policy, cells, shares(cells, bucket, policy));
  }

  /**
   * By which factors groups count.
   *
   * @param shares of the cells that are held back
   */
  private record Factors(
      BucketState bucket, Policy policy, Map<Cell, CellSums> cells, Map<Cell, Scale> shares) {

    Scale of(GroupKey group, GroupState state) {
      CellSums cell = cells.getOrDefault(group.cell(), CellSums.NONE);
      return Stitching.of(policy.stitch(), state, cell, bucket)
          .times(shares.getOrDefault(group.cell(), Scale.IDENTITY));
    }

    /** Builds whose stacks are to be told apart. */
    Set<String> builds() {
      return ToldBuilds.apart(bucket, policy);
    }

    Merged merged(
        Tally union,
        Effect effect,
        int limited,
        Serving.LeftOut cut,
        SortedMap<String, Tally> stacks) {
      ToldBuilds.only(bucket).ifPresent(build -> stacks.put(build, union));
      return new Merged(union, effect, limited, cut, stacks);
    }
  }

  private static Merged ofHeap(OpenHour hour, Factors factors) {
    Effect effect = new Effect();
    @Nullable Scale[] scales =
        hour.scales(
            (group, state) -> {
              Scale scale = factors.of(group, state);
              effect.add(state.getWeight(), Stitching.perSample(state, scale));
              return scale;
            });
    SortedMap<String, Tally> stacks = new TreeMap<>();
    for (String build : factors.builds()) {
      @Nullable Scale[] ofBuild =
          hour.scales(
              (group, state) -> state.getBuild().equals(build) ? factors.of(group, state) : null);
      stacks.put(build, hour.sumOfStacks(ofBuild));
    }
    int limited = factors.shares().size();
    return factors.merged(hour.sum(scales), effect, limited, Serving.LeftOut.NONE, stacks);
  }

  private Merged ofStore(BucketKey key, Factors factors, Watcher watcher) {
    Tally union = new Tally();
    Effect effect = new Effect();
    SortedMap<String, Tally> stacks = new TreeMap<>();
    Set<String> builds = factors.builds();
    Set<Cell> limited = new HashSet<>(factors.shares().keySet());
    Serving.LeftOut[] cut = {Serving.LeftOut.NONE};
    // Again from the store: there may be too many groups for the heap.
    ledger.eachGroup(
        key,
        (group, state, merged) -> {
          Scale scale = factors.of(group, state);
          union.add(merged, scale);
          cut[0] = cut[0].plus(union.bound(limits));
          if (merged.isLeftOut()) {
            limited.add(group.cell());
          }
          if (builds.contains(state.getBuild())) {
            stacks.computeIfAbsent(state.getBuild(), build -> new Tally()).addStacks(merged, scale);
          }
          effect.add(state.getWeight(), Stitching.perSample(state, scale));
          watcher.group(group, state, merged);
        });
    return factors.merged(union, effect, limited.size(), cut[0], stacks);
  }

  private static Map<Cell, Scale> shares(
      Map<Cell, CellSums> cells, BucketState bucket, Policy policy) {
    int millionths = InstanceLimit.millionths(policy);
    Map<Cell, Long> weights = new HashMap<>();
    if (policy.stitch() != Policy.Stitch.SUM) {
      cells.forEach(
          (cell, sums) -> weights.put(cell, Stitching.weight(policy.stitch(), sums, bucket)));
    }
    return InstanceLimit.of(weights, millionths);
  }

  /** Forgets a bucket. */
  void delete(BucketKey key) {
    cache.delete(key);
  }
}
