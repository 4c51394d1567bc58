package dev.pgohub.merger;

import dev.pgohub.merger.state.BucketState;
import dev.pgohub.merger.state.BuildState;
import dev.pgohub.schemas.Policy;
import dev.pgohub.schemas.ProfileMode;
import dev.pgohub.schemas.proto.NamedWeight;
import dev.pgohub.schemas.proto.OffsetRange;
import dev.pgohub.schemas.proto.PolicyEpoch;
import dev.pgohub.schemas.proto.ProfileFacts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** What is known about a merged profile beside its content. */
final class OutputFacts {

  /**
   * Counts the rules by which fragments become a merged profile; another number may give other
   * bytes for the same fragments.
   */
  static final int ENGINE_VERSION = 4;

  private static final int MAX_NAMES = 100;

  private OutputFacts() {}

  /**
   * The facts, as long as generation, time and reason are not known.
   *
   * @param epochs policies that decided on fragments of the tag, the latest last
   */
  static ProfileFacts of(
      ModeMerge merge,
      Map<ProfileMode, ModeMerge> modes,
      Settle.Content made,
      Policy policy,
      List<PolicyEpoch> epochs,
      int partition) {
    BucketState sums = merge.facts();
    MergedContent content = made.bytes();
    OffsetRange offsets = offsets(modes, partition);
    Serving.LeftOut served = made.served().cut();
    Serving.LeftOut before = merge.cut();
    return ProfileFacts.newBuilder()
        .setDigest(content.digest())
        .setWeight(sums.getWeight())
        .setFragments(sums.getFragments())
        .setFirstStartUnixNanos(sums.getFirstStart())
        .setLastStartUnixNanos(sums.getLastStart())
        .setDurationNanos(sums.getDurationNanos())
        .setEdges(content.edges())
        .setEdgeWeight(content.edgeWeight())
        .setStacks(content.stackCount())
        .putAllPolicy(policy.texts())
        .setInstances(sums.getInstances())
        .addAllBuilds(builds(sums.getBuildsMap()))
        .addAllModes(modes(modes))
        .addOffsets(offsets)
        .setEngineVersion(ENGINE_VERSION)
        .setCutFrames(Sums.add(sums.getCutFrames(), made.cutFrames()))
        .addAllPolicies(decidedOn(epochs, offsets))
        .setEffectiveWeight(merge.effectiveWeight())
        .setNeverInlineEdges(made.served().neverInlined().edges())
        .setNeverInlineWeight(made.served().neverInlined().weight())
        .setCutEdges(served.edges() + before.edges())
        .setCutEdgeWeight(Sums.add(served.weight(), before.weight()))
        .setLimitedInstances(merge.limitedInstances())
        .build();
  }

  /** Of all modes: the latest hour of any of them decides how much the others have aged. */
  private static OffsetRange offsets(Map<ProfileMode, ModeMerge> modes, int partition) {
    long first = Long.MAX_VALUE;
    long last = 0;
    for (ModeMerge mode : modes.values()) {
      first = Math.min(first, mode.facts().getFirstOffset());
      last = Math.max(last, mode.facts().getLastOffset());
    }
    return OffsetRange.newBuilder().setPartition(partition).setFirst(first).setLast(last).build();
  }

  private static List<NamedWeight> builds(Map<String, BuildState> builds) {
    List<NamedWeight> named = new ArrayList<>();
    builds.forEach((build, state) -> named.add(named(build, state.getWeight())));
    return heaviest(named);
  }

  private static List<NamedWeight> modes(Map<ProfileMode, ModeMerge> modes) {
    List<NamedWeight> named = new ArrayList<>();
    modes.forEach((mode, merge) -> named.add(named(mode.value(), merge.facts().getWeight())));
    return heaviest(named);
  }

  private static NamedWeight named(String name, long weight) {
    return NamedWeight.newBuilder().setName(name).setWeight(weight).build();
  }

  private static List<NamedWeight> heaviest(List<NamedWeight> all) {
    return all.stream()
        .sorted(
            Comparator.comparingLong(NamedWeight::getWeight)
                .reversed()
                .thenComparing(NamedWeight::getName))
        .limit(MAX_NAMES)
        .toList();
  }

  private static List<PolicyEpoch> decidedOn(List<PolicyEpoch> epochs, OffsetRange offsets) {
    List<PolicyEpoch> decided = new ArrayList<>();
    for (PolicyEpoch epoch : epochs) {
      if (epoch.getFromOffset() <= offsets.getFirst()) {
        decided.clear(); // an earlier one decided on none of them
      }
      if (epoch.getFromOffset() <= offsets.getLast()) {
        decided.add(epoch);
      }
    }
    return decided;
  }
}
