package dev.pgohub.merger;

import dev.pgohub.merger.state.BucketState;
import dev.pgohub.merger.state.BuildState;
import dev.pgohub.pprof.Scale;
import dev.pgohub.pprof.StackShares;
import dev.pgohub.pprof.Tally;
import dev.pgohub.pprof.TallyLimits;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the buckets of one mode come to, or of several: weights, in {@linkplain Stitching#UNIT
 * parts} of samples, and the sums of what is known about them. Not thread-safe.
 */
final class ModeMerge {

  private final TallyLimits limits;
  private final Tally tally = new Tally();
  private final ToldBuilds told;
  private final SortedMap<String, Tally> stacks = new TreeMap<>(); // of builds that are told
  private final Map<String, BuildState> builds = new TreeMap<>();
  private Effect effect = new Effect();
  private BucketState sums = BucketState.getDefaultInstance();
  private long buckets;
  private long limitedInstances;
  private Serving.LeftOut cut = Serving.LeftOut.NONE;

  /**
   * Nothing yet.
   *
   * @param told builds whose stacks are kept apart
   * @param limits of the sum
   */
  ModeMerge(ToldBuilds told, TallyLimits limits) {
    this.told = told;
    this.limits = limits;
  }

  /** The same again, to be added to by itself. */
  ModeMerge copy() {
    ModeMerge copy = new ModeMerge(told, limits);
    copy.tally.add(tally, Scale.IDENTITY);
    stacks.forEach(
        (build, of) -> {
          Tally stacksOf = new Tally();
          stacksOf.addStacks(of, Scale.IDENTITY);
          copy.stacks.put(build, stacksOf);
        });
    copy.builds.putAll(builds);
    copy.effect = Effect.of(effect.sum(), effect.squares());
    copy.sums = sums;
    copy.buckets = buckets;
    copy.limitedInstances = limitedInstances;
    copy.cut = cut;
    return copy;
  }

  /** About how many bytes of the heap it takes. */
  long heapBytes() {
    return tally.heapBytes() + stacks.values().stream().mapToLong(Tally::heapBytes).sum();
  }

  /** Adds a bucket. */
  void add(BucketState bucket, BucketMerge.Merged merged, Scale ageing) {
    add(merged.tally(), merged.cut(), ageing);
    addStacks(merged.stacks(), ageing);
    effect.add(merged.effect(), asDouble(ageing));
    addFacts(bucket);
    buckets++;
    limitedInstances += merged.limitedInstances();
  }

  /** Adds another mode. */
  void add(ModeMerge other, Scale weight) {
    add(other.tally, other.cut, weight);
    addStacks(other.stacks, weight);
    effect.add(other.effect, asDouble(weight));
    addFacts(other.facts());
    buckets += other.buckets;
    limitedInstances += other.limitedInstances;
  }

  private void add(Tally more, Serving.LeftOut cutBefore, Scale scale) {
    tally.add(more, scale);
    cut =
        cut.plus(new Serving.LeftOut(cutBefore.edges(), scale.of(cutBefore.weight())))
            .plus(tally.bound(limits));
  }

  /** A copy beside the whole is only needed where there is more than one build. */
  private void addStacks(Map<String, Tally> more, Scale scale) {
    more.forEach(
        (build, of) -> {
          if (!told.isOnly() && told.names().contains(build)) {
            stacks.computeIfAbsent(build, name -> new Tally()).addStacks(of, scale);
          }
        });
  }

  /**
   * Which build has how much of the stacks.
   *
   * @param samples made of {@link #samples}, and maybe cut
   */
  StackShares shares(Tally samples) {
    return told.isOnly() && !told.names().isEmpty()
        ? StackShares.whole(told.names().iterator().next())
        : StackShares.of(samples, tally, Stitching.UNIT, stacks);
  }

  private void addFacts(BucketState more) {
    boolean isFirst = sums.getFragments() == 0;
    more.getBuildsMap().forEach((build, state) -> builds.merge(build, state, BuildStates::sum));
    sums =
        sums.toBuilder()
            .setFragments(Sums.add(sums.getFragments(), more.getFragments()))
            .setWeight(Sums.add(sums.getWeight(), more.getWeight()))
            .setDurationNanos(Sums.add(sums.getDurationNanos(), more.getDurationNanos()))
            .setCpuNanos(Sums.add(sums.getCpuNanos(), more.getCpuNanos()))
            .setFirstStart(
                isFirst
                    ? more.getFirstStart()
                    : Math.min(sums.getFirstStart(), more.getFirstStart()))
            .setLastStart(Math.max(sums.getLastStart(), more.getLastStart()))
            .setLastEnd(Math.max(sums.getLastEnd(), more.getLastEnd()))
            .setFirstOffset(
                isFirst
                    ? more.getFirstOffset()
                    : Math.min(sums.getFirstOffset(), more.getFirstOffset()))
            .setLastOffset(Math.max(sums.getLastOffset(), more.getLastOffset()))
            .setInstances(Math.max(sums.getInstances(), more.getInstances()))
            .setCutFrames(Sums.add(sums.getCutFrames(), more.getCutFrames()))
            .build();
  }

  private static double asDouble(Scale scale) {
    return (double) scale.numerator() / scale.denominator();
  }

  /** The weights in parts of samples. */
  Tally parts() {
    return tally;
  }

  /** The weights in samples, rounded; what comes to less than half a sample is left out. */
  Tally samples() {
    Tally samples = new Tally();
    samples.add(tally, new Scale(1, Stitching.UNIT));
    return samples;
  }

  /** Sums, minima and maxima over all buckets. */
  BucketState facts() {
    return sums.toBuilder().putAllBuilds(builds).build();
  }

  /** How many buckets there are. */
  long buckets() {
    return buckets;
  }

  /** How often an instance was held to its share of a bucket. */
  long limitedInstances() {
    return limitedInstances;
  }

  /** Edges that were left out on the way because there are too many, and their samples. */
  Serving.LeftOut cut() {
    return new Serving.LeftOut(cut.edges(), cut.weight() / Stitching.UNIT);
  }

  /** How many samples that all counted alike would be as telling. */
  double effectiveWeight() {
    return effect.weight();
  }
}
