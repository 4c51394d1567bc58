package dev.pgohub.merger;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import com.google.protobuf.ByteString;
import dev.pgohub.merger.state.OutputState;
import dev.pgohub.merger.state.SpreadState;
import dev.pgohub.merger.state.TagState;
import dev.pgohub.pprof.StackShares;
import dev.pgohub.pprof.Tally;
import dev.pgohub.schemas.Policy;
import dev.pgohub.schemas.ProfileMode;
import dev.pgohub.schemas.ProfileTag;
import dev.pgohub.schemas.proto.InstanceGroup;
import dev.pgohub.schemas.proto.PolicyEpoch;
import dev.pgohub.schemas.proto.ProfileFacts;
import dev.pgohub.schemas.proto.TagFault;
import dev.pgohub.schemas.proto.TagStatus;
import dev.pgohub.telemetry.LogField;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Brings what is published of a tag up to what was folded of it: unites the buckets of the window,
 * weighs and ages them by the policy, and publishes the merged profiles and the tag's status.
 */
final class Settle {

  /** The shortest time between two searches for groups of instances, as each compares them all. */
  private static final long GROUPS_GAP_MILLIS = 30_000;

  /** The longest. */
  private static final long MAX_GROUPS_GAP_MILLIS = 3_600_000;

  /** So many times as long as the last search took of a processor's time, at least. */
  private static final long GROUPS_COST_FACTOR = 100;

  /** How soon to look again whether a round is over. */
  private static final long ROUND_MILLIS = 50;

  /** Takes the records that are published. */
  interface Sink extends Outputs.Sink {
    /** The status of a tag; null: it ends. */
    void status(ProfileTag tag, byte @Nullable [] status);

    /** Sends what it took; before, nothing is sent. */
    void flush();
  }

  private final TaskStores stores;
  private final SettleLimits limits;
  private final MergerCounters counters;
  private final Outputs outputs;
  private final int partition;
  private long groupsCostNanos;

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

  /** What {@link #settle} returns when nothing of a tag is left to be done. */
  static final long DONE = 0;

  /**
   * Settles a tag; one that is not dirty stays as it is.
   *
   * @return when it is to be settled again, in milliseconds since 1970 UTC, or {@link #DONE}
   * @throws TagFaultException when that failed; of each output all is published or nothing
   */
  long settle(ProfileTag tag, long nowMillis, Sink sink) {
    TagState state = whole(sink, () -> stores.tags().state(tag));
    if (!state.getDirty()) {
      return DONE;
    }
    SpreadState rounds = whole(sink, () -> stores.spread().state(tag));
    if (!rounds.getFault().isEmpty()) {
      throw new TagFaultException(new IllegalStateException(rounds.getFault()));
    }
    if (rounds.getClosing() > 0) {
      return nowMillis + ROUND_MILLIS; // some of a round is in the state, not all of it
    }
    try (var field = MDC.putCloseable(LogField.TAG.key(), tag.value())) {
      return settle(tag, state, nowMillis, sink);
    }
  }

  private long settle(ProfileTag tag, TagState state, long nowMillis, Sink sink) {
    long began = ThreadCost.nanos();
    Policy policy = stores.policies().of(tag).policy();
    List<PolicyEpoch> epochs = whole(sink, () -> stores.policies().epochs(tag));
    TagStatus.Builder status = StatusReport.of(tag, state, policy, epochs, partition, nowMillis);
    TagMerge merge = whole(sink, () -> TagMerge.of(tag, policy, stores, limits));
    long again = DONE;
    if (merge.hour() >= 0) {
      again = publish(tag, merge, policy, epochs, nowMillis, sink, status);
    }
    boolean isDirty = again != DONE;
    whole(
        sink,
        () -> {
          sink.status(tag, status.build().toByteArray());
          stores.tags().put(tag, state.toBuilder().setDirty(isDirty).setWaits(isDirty).build());
          return tag;
        });
    for (BucketKey outdated : merge.outdated()) {
      stores.ledger().delete(outdated);
      stores.merge().delete(outdated);
    }
    counters.countSettling(ThreadCost.nanos() - began);
    return again;
  }

  private <T> T whole(Sink sink, Supplier<T> work) {
    T done = stores.savepoint().whole(work);
    sink.flush();
    return done;
  }

  /** The status of a tag that could not be settled: as much as can still be read. */
  byte[] faultStatus(ProfileTag tag, TagFault fault, long nowMillis) {
    TagStatus.Builder status;
    try {
      Policy policy = stores.policies().of(tag).policy();
      TagState state = stores.tags().state(tag);
      status = StatusReport.of(tag, state, policy, List.of(), partition, nowMillis);
      status.setLatest(stores.tags().output(new TagMode(tag, ProfileMode.NONE)).getPublished());
    } catch (IllegalStateException e) {
      status = TagStatus.newBuilder().setTag(tag.value()).setPartition(partition);
    }
    return status.setUpdatedUnixMillis(nowMillis).setFault(fault).build().toByteArray();
  }

  private long publish(
      ProfileTag tag,
      TagMerge merge,
      Policy policy,
      List<PolicyEpoch> epochs,
      long nowMillis,
      Sink sink,
      TagStatus.Builder status) {
    TagMode union = new TagMode(tag, ProfileMode.NONE);
    Set<ByteString> kept = stores.policies().kept(tag);
    long again = DONE;
    for (ProfileMode mode : merge.namedModes()) {
      ModeMerge of = merge.modes().getOrDefault(mode, merge.union());
      again =
          earlier(
              again,
              whole(
                  sink,
                  () -> {
                    Outputs.Candidate candidate =
                        candidate(new TagMode(tag, mode), of, merge, policy, epochs, kept);
                    return outputs.publish(candidate, policy, nowMillis, sink).liveDueMillis();
                  }));
    }
    return earlier(
        again,
        whole(
            sink,
            () -> {
              StatusReport.addWeights(status, merge, policy, nowMillis);
              Outputs.Candidate all = candidate(union, merge.union(), merge, policy, epochs, kept);
              Outputs.Published published = outputs.publish(all, policy, nowMillis, sink);
              OutputState state = stores.tags().output(union);
              status
                  .setGate(published.finding())
                  .setCutFrames(all.facts().getCutFrames())
                  .setLatest(state.getPublished())
                  .addAllGroups(groups(union, state, merge, nowMillis));
              return published.liveDueMillis();
            }));
  }

  private static long earlier(long a, long b) {
    return a == DONE || (b != DONE && b < a) ? b : a;
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
    long left = published.getGroupsDueUnixMillis() - nowMillis;
    if (left > 0 && left <= MAX_GROUPS_GAP_MILLIS) { // more when the clock was set back
      return published.getGroupsList();
    }
    long began = ThreadCost.nanos();
    List<InstanceGroup> groups = InstanceGroups.find(merge.recent(), stores.ledger());
    long cost = ThreadCost.nanos() - began;
    groupsCostNanos += cost;
    long scaled = NANOSECONDS.toMillis(cost * GROUPS_COST_FACTOR);
    long gap = Math.min(Math.max(GROUPS_GAP_MILLIS, scaled), MAX_GROUPS_GAP_MILLIS);
    stores
        .tags()
        .put(
            union,
            published.toBuilder()
                .clearGroups()
                .addAllGroups(groups)
                .setGroupsDueUnixMillis(nowMillis + gap)
                .build());
    return groups;
  }

  /**
   * What searches for groups cost since this was last asked, in nanoseconds. They have a pace of
   * their own, so a tag need not rest for them.
   */
  long takeGroupsCostNanos() {
    long cost = groupsCostNanos;
    groupsCostNanos = 0;
    return cost;
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
      MergedContent bytes = MergedContent.of(samples, merge.shares(samples), served);
      if (bytes.stacks().size() > limits.maxStacksBytes()) {
        bytes = MergedContent.of(samples, StackShares.NONE, served);
      }
      return bytes.stacks().size() > limits.maxStacksBytes()
          ? new Content(served, bytes.withoutStacks(), cut, true)
          : new Content(served, bytes, cut, false);
    }
  }
}
