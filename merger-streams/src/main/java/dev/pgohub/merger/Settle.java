package dev.pgohub.merger;

import com.google.protobuf.ByteString;
import dev.pgohub.merger.state.OutputState;
import dev.pgohub.merger.state.TagState;
import dev.pgohub.pprof.Tally;
import dev.pgohub.schemas.Policy;
import dev.pgohub.schemas.ProfileMode;
import dev.pgohub.schemas.ProfileTag;
import dev.pgohub.schemas.proto.GateFinding;
import dev.pgohub.schemas.proto.InstanceGroup;
import dev.pgohub.schemas.proto.PolicyEpoch;
import dev.pgohub.schemas.proto.ProfileFacts;
import dev.pgohub.schemas.proto.TagStatus;
import dev.pgohub.telemetry.LogField;
import java.util.List;
import java.util.Set;
import org.slf4j.MDC;

/**
 * Brings what is published of a tag up to what was folded of it: unites the buckets of the window,
 * weighs and ages them by the policy, and publishes the merged profiles and the tag's status.
 */
final class Settle {

  /** The shortest time between two searches for groups of instances, as each compares them all. */
  private static final long GROUPS_GAP_MILLIS = 30_000;

  /** Takes the records that are published. */
  interface Sink extends Outputs.Sink {
    /** The status of a tag. */
    void status(ProfileTag tag, byte[] status);
  }

  private final TaskStores stores;
  private final SettleLimits limits;
  private final MergerCounters counters;
  private final Outputs outputs;
  private final int partition;

  /**
   * @param partition whose tags these are
   */
  Settle(TaskStores stores, SettleLimits limits, MergerCounters counters, int partition) {
    this.stores = stores;
    this.limits = limits;
    this.counters = counters;
    this.outputs = new Outputs(stores.tags(), stores.served(), limits, counters);
    this.partition = partition;
  }

  /** Settles a tag; one that is not dirty stays as it is. */
  void settle(ProfileTag tag, long nowMillis, Sink sink) {
    TagState state = stores.tags().state(tag);
    if (!state.getDirty()) {
      return;
    }
    try (var field = MDC.putCloseable(LogField.TAG.key(), tag.value())) {
      settle(tag, state, nowMillis, sink);
    }
  }

  private void settle(ProfileTag tag, TagState state, long nowMillis, Sink sink) {
    long began = System.nanoTime();
    Policy policy = stores.policies().of(tag).policy();
    List<PolicyEpoch> epochs = stores.policies().epochs(tag);
    TagStatus.Builder status = StatusReport.of(tag, state, policy, epochs, partition, nowMillis);
    TagMerge merge = TagMerge.of(tag, policy, stores.ledger(), stores.merge());
    if (merge.hour() >= 0) {
      StatusReport.addWeights(status, merge, policy, nowMillis);
      publish(tag, merge, policy, epochs, nowMillis, sink, status);
      for (BucketKey outdated : merge.outdated()) {
        stores.ledger().delete(outdated);
        stores.merge().delete(outdated);
      }
    }
    sink.status(tag, status.build().toByteArray());
    stores.tags().put(tag, state.toBuilder().setDirty(false).build());
    counters.countSettling(System.nanoTime() - began);
  }

  private void publish(
      ProfileTag tag,
      TagMerge merge,
      Policy policy,
      List<PolicyEpoch> epochs,
      long nowMillis,
      Sink sink,
      TagStatus.Builder status) {
    TagMode union = new TagMode(tag, ProfileMode.NONE);
    Set<ByteString> kept = stores.policies().kept(tag);
    for (ProfileMode mode : merge.namedModes()) {
      ModeMerge of = merge.modes().getOrDefault(mode, merge.union());
      Outputs.Candidate candidate =
          candidate(new TagMode(tag, mode), of, merge, policy, epochs, kept);
      outputs.publish(candidate, policy, nowMillis, sink);
    }
    Outputs.Candidate all = candidate(union, merge.union(), merge, policy, epochs, kept);
    GateFinding finding = outputs.publish(all, policy, nowMillis, sink);
    OutputState published = stores.tags().output(union);
    status
        .setGate(finding)
        .setCutFrames(all.facts().getCutFrames())
        .setLatest(published.getPublished())
        .addAllGroups(groups(union, published, merge, nowMillis));
  }

  private Outputs.Candidate candidate(
      TagMode output,
      ModeMerge of,
      TagMerge merge,
      Policy policy,
      List<PolicyEpoch> epochs,
      Set<ByteString> kept) {
    boolean isReady = StatusReport.isReady(of, policy);
    Content content = Content.of(of, policy, limits);
    if (content.isWithoutStacks()) {
      counters.countStacksLeftOut();
    }
    ProfileFacts facts = OutputFacts.of(of, merge.modes(), content, policy, epochs, partition);
    return new Outputs.Candidate(
        output, content.served().edges(), content.bytes(), facts, isReady, merge.hour(), kept);
  }

  private List<InstanceGroup> groups(
      TagMode union, OutputState published, TagMerge merge, long nowMillis) {
    if (nowMillis - published.getGroupedUnixMillis() < GROUPS_GAP_MILLIS) {
      return published.getGroupsList();
    }
    List<InstanceGroup> groups = InstanceGroups.find(merge.recent(), stores.ledger());
    stores
        .tags()
        .put(
            union,
            published.toBuilder()
                .clearGroups()
                .addAllGroups(groups)
                .setGroupedUnixMillis(nowMillis)
                .build());
    return groups;
  }

  /**
   * The bytes of a merge, and what they were made of.
   *
   * @param served the edges in them
   * @param cutFrames frames that were cut from its stacks, besides those that were cut before
   * @param isWithoutStacks whether stacks were left out because they are too large
   */
  record Content(Serving served, MergedContent bytes, long cutFrames, boolean isWithoutStacks) {
    static Content of(ModeMerge merge, Policy policy, SettleLimits limits) {
      Tally samples = merge.samples();
      if (!policy.keepStacks()) {
        samples.dropStacks();
      }
      long cut = samples.limitStacks(limits.maxStacks());
      Serving served = Serving.of(samples, policy);
      MergedContent bytes = MergedContent.of(samples, served);
      return bytes.stacks().size() > limits.maxStacksBytes()
          ? new Content(served, bytes.withoutStacks(), cut, true)
          : new Content(served, bytes, cut, false);
    }
  }
}
