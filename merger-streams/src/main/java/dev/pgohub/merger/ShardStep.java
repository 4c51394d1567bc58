package dev.pgohub.merger;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.pgohub.merger.state.GroupState;
import dev.pgohub.merger.state.ShardFact;
import dev.pgohub.merger.state.ShardInput;
import dev.pgohub.merger.state.ShardPart;
import dev.pgohub.pprof.FragmentReader;
import dev.pgohub.pprof.Run;
import dev.pgohub.pprof.TallyLimits;
import dev.pgohub.schemas.ProfileTag;
import dev.pgohub.schemas.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * A shard: reads and adds up its share of the fragments of hot tags, and sends what a round comes
 * to back when it is over. It keeps nothing beyond the round, and decides on nothing but whether a
 * fragment is fit by itself.
 */
@SuppressWarnings("NullAway.Init") // init comes before everything else
final class ShardStep implements Processor<byte[], byte[], byte[], Object> {

  /**
   * A record for a shard.
   *
   * @param shard which
   * @param value a {@code ShardInput}
   */
  record Sent(int shard, byte[] value) {}

  /** What became of a fragment; no refusal: it was added. */
  private record Outcome(@Nullable RefusedException why) {}

  private final Supplier<FragmentReader> readers;
  private final MergerSettings settings;
  private final MergerCounters counters;
  private final Savepoint savepoint = new Savepoint(() -> {});
  private ProcessorContext<byte[], Object> context;
  private Weigh weigh;
  private Policies policies;
  private Runs runs;
  private ShardFacts facts;
  private Refusals refusals;

  ShardStep(Supplier<FragmentReader> readers, MergerSettings settings, MergerCounters counters) {
    this.readers = readers;
    this.settings = settings;
    this.counters = counters;
  }

  @Override
  public void init(ProcessorContext<byte[], Object> processorContext) {
    context = processorContext;
    TallyLimits limits = settings.runLimits();
    KeyValueStore<byte[], byte[]> store =
        savepoint.guard(
            processorContext.<KeyValueStore<byte[], byte[]>>getStateStore(MergerTopology.SHARDS));
    weigh = new Weigh(readers.get(), limits);
    policies = new Policies(store, settings.policy());
    runs = new Runs(store, limits, OpenHours.none());
    facts = new ShardFacts(store);
    refusals = new Refusals(processorContext, counters);
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    ProfileTag tag = ProfileTag.of(new String(record.key(), US_ASCII));
    ShardInput input;
    try {
      input = ShardInput.parseFrom(record.value());
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a damaged record for shards of " + tag, e);
    }
    long began = ThreadCost.nanos();
    if (input.getEnds()) {
      end(tag, input.getRound(), record.timestamp());
    } else {
      add(tag, record.key(), input);
    }
    counters.countBusy(MergerCounters.Step.SHARD, ThreadCost.nanos() - began);
  }

  private void add(ProfileTag tag, byte[] key, ShardInput input) {
    Arrival arrival = Arrival.of(key, input, Topic.FRAGMENTS.topicName());
    @Nullable RefusedException why;
    String id = "";
    try {
      Envelope envelope = Envelope.read(key, arrival.value());
      id = envelope.id();
      why = savepoint.whole(() -> fold(tag, envelope, input)).why();
    } catch (TagFaultException e) {
      why = Refusals.internal(e);
    } catch (RefusedException e) {
      why = e; // the owner has read it, too; so never
    }
    if (why == null) {
      return;
    }
    refusals.refuse(arrival, why);
    facts.put(
        tag,
        ShardFact.newBuilder()
            .setOffset(input.getOffset())
            .setFragmentId(id)
            .setArrivedUnixMillis(input.getArrivedUnixMillis())
            .setRefused(why.reason())
            .setDetail(String.valueOf(why.getMessage()))
            .build());
  }

  private Outcome fold(ProfileTag tag, Envelope envelope, ShardInput input) {
    Admitted fragment;
    try {
      Policies.InForce inForce = policies.of(tag, input.getPolicy());
      fragment = weigh.fragment(envelope, inForce, input.getArrivedUnixMillis(), input.getOffset());
    } catch (RefusedException e) {
      return new Outcome(e);
    }
    Cell own = Cell.of(envelope.instance());
    GroupKey group =
        GroupKey.of(
            BucketKey.at(fragment.owner(), fragment.startNanos()),
            input.getSharesCells() ? own.shared() : own,
            fragment);
    List<Integer> counts = new ArrayList<>(runs.state(group).getRunsList());
    runs.add(group, fragment.run(), counts);
    runs.put(group, GroupState.newBuilder().addAllRuns(counts).build());
    facts.put(tag, PartFold.fact(fragment, envelope.id(), input.getArrivedUnixMillis()));
    return new Outcome(null);
  }

  private void end(ProfileTag tag, long round, long timeMillis) {
    List<BucketKey> buckets = facts.take(tag, part -> send(tag, part, round, timeMillis));
    for (BucketKey bucket : buckets) {
      runs.eachGroup(
          bucket,
          (group, state, merged) -> {
            for (Run run : merged.toRuns(Run.MAX_CHUNK_BYTES)) {
              send(tag, PartFold.part(group, run), round, timeMillis);
            }
          });
      runs.delete(bucket);
    }
    send(tag, ShardPart.newBuilder().setEnds(true).build(), round, timeMillis);
    context.commit(); // the tag's owner waits for it
  }

  private void send(ProfileTag tag, ShardPart part, long round, long timeMillis) {
    byte[] value =
        part.toBuilder()
            .setRound(round)
            .setShard(context.taskId().partition())
            .build()
            .toByteArray();
    context.forward(
        new Record<byte[], Object>(tag.value().getBytes(US_ASCII), value, timeMillis),
        MergerTopology.FROM_SHARDS);
  }
}
