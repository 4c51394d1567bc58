package dev.pgohub.merger;

import dev.pgohub.merger.state.BucketState;
import dev.pgohub.merger.state.BuildState;
import dev.pgohub.merger.state.TagState;
import dev.pgohub.pprof.EdgeComparison;
import dev.pgohub.pprof.Tally;
import dev.pgohub.schemas.Policy;
import dev.pgohub.schemas.PolicyField;
import dev.pgohub.schemas.ProfileTag;
import dev.pgohub.schemas.proto.BuildStatus;
import dev.pgohub.schemas.proto.ModeStatus;
import dev.pgohub.schemas.proto.PolicyEpoch;
import dev.pgohub.schemas.proto.Readiness;
import dev.pgohub.schemas.proto.TagStatus;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Tells of a tag what came in, what was refused and why, and how good what is served is. */
final class StatusReport {

  private static final int MAX_BUILDS = 50;

  private StatusReport() {}

  /** What can be told without any weights. */
  static TagStatus.Builder of(
      ProfileTag tag,
      TagState state,
      Policy policy,
      List<PolicyEpoch> epochs,
      int partition,
      long nowMillis) {
    TagStatus.Builder status =
        TagStatus.newBuilder()
            .setTag(tag.value())
            .setUpdatedUnixMillis(nowMillis)
            .setPartition(partition)
            .setFragments(state.getFragments())
            .setWeight(state.getWeight())
            .setDuplicates(state.getDuplicates())
            .addAllRefusals(
                state.getRefusalsMap().values().stream()
                    .sorted(Comparator.comparing(refusal -> refusal.getReason()))
                    .toList())
            .putAllPolicy(policy.texts())
            .setLastStartUnixNanos(state.getLastStart())
            .setReadiness(Readiness.newBuilder().setNeeded(policy.count(PolicyField.READY_WEIGHT)));
    if (!epochs.isEmpty()) {
      status.setPolicyFromOffset(epochs.get(epochs.size() - 1).getFromOffset());
    }
    return status;
  }

  /** Adds what the weights tell. */
  static void addWeights(TagStatus.Builder status, TagMerge merge, Policy policy, long nowMillis) {
    BucketState sums = merge.union().facts();
    status
        .setReadiness(readiness(merge, policy, nowMillis))
        .setInstances(sums.getInstances())
        .setBuckets(merge.union().buckets())
        .addAllDays(merge.days().values())
        .addAllModes(modes(merge))
        .addAllBuilds(builds(merge));
  }

  /** Whether a mode, or the union, has as many samples in the window as the policy asks for. */
  static boolean isReady(ModeMerge merge, Policy policy) {
    return merge.facts().getWeight() >= policy.count(PolicyField.READY_WEIGHT);
  }

  private static Readiness readiness(TagMerge merge, Policy policy, long nowMillis) {
    BucketState sums = merge.union().facts();
    long needed = policy.count(PolicyField.READY_WEIGHT);
    double rate = merge.recent().weightPerSecond();
    Readiness.Builder readiness =
        Readiness.newBuilder()
            .setWeight(sums.getWeight())
            .setNeeded(needed)
            .setWeightPerSecond(rate);
    long missing = needed - sums.getWeight();
    if (missing > 0 && sums.getWeight() > 0) {
      double period = (double) sums.getCpuNanos() / sums.getWeight();
      readiness.setMissingCoreSeconds(missing * period / 1e9);
      if (rate > 0) {
        readiness.setReadyUnixMillis(nowMillis + Math.round(missing / rate * 1_000));
      }
    }
    return readiness.build();
  }

  private static List<ModeStatus> modes(TagMerge merge) {
    List<ModeStatus> modes = new ArrayList<>();
    if (merge.namedModes().isEmpty()) {
      return modes;
    }
    Tally union = merge.union().parts();
    merge
        .modes()
        .forEach(
            (mode, of) -> {
              EdgeComparison comparison = EdgeComparison.of(of.parts(), union);
              modes.add(
                  ModeStatus.newBuilder()
                      .setMode(mode.value())
                      .setFragments(of.facts().getFragments())
                      .setWeight(of.facts().getWeight())
                      .setOverlap(comparison.overlap())
                      .setHotKept(comparison.hotKeptShare())
                      .build());
            });
    return modes;
  }

  private static List<BuildStatus> builds(TagMerge merge) {
    Tally union = merge.union().parts();
    List<BuildStatus> builds = new ArrayList<>();
    merge.union().facts().getBuildsMap().entrySet().stream()
        .sorted(Comparator.comparingLong(build -> -build.getValue().getLastStart()))
        .limit(MAX_BUILDS)
        .forEach(build -> builds.add(build(build.getKey(), build.getValue(), merge, union)));
    return builds;
  }

  private static BuildStatus build(String name, BuildState state, TagMerge merge, Tally union) {
    BuildStatus.Builder status =
        BuildStatus.newBuilder()
            .setBuild(name)
            .setFragments(state.getFragments())
            .setWeight(state.getWeight())
            .setFirstStartUnixNanos(state.getFirstStart())
            .setLastStartUnixNanos(state.getLastStart());
    Tally recent = merge.recent().builds().get(name);
    if (recent != null) {
      status.setMatched(EdgeComparison.of(union, recent).matchedShare());
    }
    return status.build();
  }
}
