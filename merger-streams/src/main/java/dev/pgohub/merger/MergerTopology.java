package dev.pgohub.merger;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.pgohub.pprof.FragmentReader;
import dev.pgohub.schemas.TagPartition;
import dev.pgohub.schemas.Topic;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.StreamPartitioner;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * What happens to a fragment.
 *
 * <pre>
 * profile-fragments → admit → fold → settle → merged-profiles, profile-generations, profile-status
 *               └───────┴→ profile-rejections
 * profile-policies  → say ───────────┘
 *
 *              of hot tags: admit → shards → admit
 * </pre>
 *
 * Fragments of a tag share a partition, and what is said about it has the same one, so one task
 * sees them all and nothing is repartitioned. A fragment that stands elsewhere is refused: two
 * tasks would publish two halves of the tag in turn.
 */
final class MergerTopology {

  static final String ADMIT = "admit";
  static final String FOLD = "fold";
  static final String SAY = "say";
  static final String SETTLE = "settle";
  static final String FRAGMENTS = "fragments";
  static final String SAID = "said";
  static final String REJECTIONS = "rejections";
  static final String MERGED = "merged";
  static final String GENERATIONS = "generations";
  static final String STATUS = "status";

  static final String PARTS = "parts";
  static final String TO_SHARDS = "to-shards";
  static final String SHARD_INPUT = "shard-input";
  static final String SHARD = "shard";
  static final String FROM_SHARDS = "from-shards";

  /** Which fragments were admitted, see {@link SeenFragments}. */
  static final String SEEN_FRAGMENTS = "seen-fragments";

  /** The weights: {@link GroupKey} → {@code GroupState}, {@link RunKey} → a chunk of a run. */
  static final String RUNS = "runs";

  /** {@link BucketKey} → {@code BucketState}. */
  static final String BUCKETS = "buckets";

  /** An instance of a bucket → {@code InstanceState}. */
  static final String INSTANCES = "instances";

  /** Tag → {@code TagState}; {@link TagMode} → {@code OutputState}. */
  static final String TAGS = "tags";

  /** What is said about tags, and since when. */
  static final String POLICIES = "policies";

  /** The edges that are served. */
  static final String SERVED = "served";

  /** Where the rounds of hot tags are. */
  static final String SPREAD = "spread";

  /** What a shard has of the rounds that are under way. */
  static final String SHARDS = "shards";

  /** What buckets come to: a cache of this merger alone, which the broker does not know. */
  static final String MERGED_BUCKETS = "merged-buckets";

  /** {@link OpenHours}: likewise. */
  static final String OPEN_HOURS = "open-hours";

  /** All of which the state of a partition is made. */
  private static final List<String> LOGGED =
      List.of(SEEN_FRAGMENTS, RUNS, BUCKETS, INSTANCES, TAGS, POLICIES, SERVED, SPREAD);

  private MergerTopology() {}

  /**
   * @param threads how many merge in the whole hub
   * @param partitions of the topic of fragments
   */
  static Topology build(
      MergerSettings settings, MergerCounters counters, IntSupplier threads, int partitions) {
    var bytes = new ByteArraySerializer();
    var readers = ThreadLocal.withInitial(() -> new FragmentReader(settings.profileLimits()));
    var paces = ThreadLocal.withInitial(CommitPace::new);
    var stores = TaskStores.ofTask(readers::get, settings);
    var limits = SettleLimits.of(settings);
    Topology topology =
        new Topology()
            .addSource(
                AutoOffsetReset.earliest(),
                FRAGMENTS,
                MergerTopology::timeOf,
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer(),
                Topic.FRAGMENTS.topicName())
            .addSource(
                AutoOffsetReset.earliest(),
                SAID,
                MergerTopology::timeOf,
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer(),
                Topic.POLICIES.topicName())
            .addSource(
                AutoOffsetReset.earliest(),
                PARTS,
                (record, partitionTime) -> 0, // before all that waits
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer(),
                ShardTopics.fromShards(settings.applicationId()))
            .addProcessor(
                ADMIT,
                () -> new AdmitStep(stores, settings, counters, threads, partitions),
                FRAGMENTS,
                PARTS)
            .addProcessor(FOLD, () -> new FoldStep(stores, counters), ADMIT)
            .addProcessor(SAY, () -> new PolicyStep(stores), SAID)
            .addProcessor(
                SETTLE,
                () -> new SettleStep(stores, limits, counters, paces::get),
                ADMIT,
                FOLD,
                SAY)
            .addStateStore(cache(MERGED_BUCKETS), ADMIT, FOLD, SAY, SETTLE)
            .addStateStore(openHours(settings, limits, counters), ADMIT, FOLD, SAY, SETTLE);
    for (String store : LOGGED) {
      topology.addStateStore(keyValues(store), ADMIT, FOLD, SAY, SETTLE);
    }
    addShards(topology, readers::get, settings, counters);
    return topology
        .addSink(
            REJECTIONS,
            Topic.REJECTIONS.topicName(),
            bytes,
            (String topic, Rejected rejected) -> rejected.rejection().toByteArray(),
            ADMIT,
            FOLD,
            SHARD)
        .addSink(MERGED, Topic.MERGED.topicName(), bytes, bytes, byTag(), SETTLE)
        .addSink(GENERATIONS, Topic.GENERATIONS.topicName(), bytes, bytes, byTag(), SETTLE)
        .addSink(STATUS, Topic.STATUS.topicName(), bytes, bytes, byTag(), SETTLE);
  }

  /** A part of its own: any merger may have the shard of any tag. */
  private static void addShards(
      Topology topology,
      Supplier<FragmentReader> readers,
      MergerSettings settings,
      MergerCounters counters) {
    var bytes = new ByteArraySerializer();
    String toShards = ShardTopics.toShards(settings.applicationId());
    StreamPartitioner<byte[], ShardStep.Sent> toShard =
        (topic, tag, sent, count) -> Optional.of(Set.of(sent.shard()));
    topology
        .addSink(
            TO_SHARDS,
            toShards,
            bytes,
            (String topic, ShardStep.Sent sent) -> sent.value(),
            toShard,
            ADMIT)
        .addSource(
            AutoOffsetReset.earliest(),
            SHARD_INPUT,
            MergerTopology::timeOf,
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer(),
            toShards)
        .addProcessor(SHARD, () -> new ShardStep(readers, settings, counters), SHARD_INPUT)
        .addStateStore(keyValues(SHARDS), SHARD)
        .addSink(
            FROM_SHARDS,
            ShardTopics.fromShards(settings.applicationId()),
            bytes,
            bytes,
            byTag(),
            SHARD);
  }

  /** A record without a time, which a topic with the senders' time may hold, stops nothing. */
  private static long timeOf(ConsumerRecord<Object, Object> record, long partitionTime) {
    return record.timestamp() >= 0 ? record.timestamp() : Math.max(0, partitionTime);
  }

  /** All records of a tag go to one partition, so that they are read in the order of writing. */
  private static StreamPartitioner<byte[], byte[]> byTag() {
    return (topic, key, value, count) -> Optional.of(Set.of(ofTag(key, count)));
  }

  /** The tag is what stands before the first NUL of a key. */
  private static int ofTag(byte[] key, int partitions) {
    byte[] tag = new String(key, US_ASCII).split("\0", 2)[0].getBytes(US_ASCII);
    return TagPartition.ofKey(tag, partitions);
  }

  /** Small segments, as the broker compacts none but closed ones. */
  private static StoreBuilder<KeyValueStore<byte[], byte[]>> keyValues(String name) {
    int segmentBytes = name.equals(RUNS) ? 64 << 20 : 16 << 20;
    return cache(name).withLoggingEnabled(Map.of("segment.bytes", Integer.toString(segmentBytes)));
  }

  private static StoreBuilder<OpenHours> openHours(
      MergerSettings settings, SettleLimits limits, MergerCounters counters) {
    HourHeap heap = new HourHeap(settings.size(MergerSetting.OPEN_HOURS));
    counters.watch(heap);
    return new OpenHours.Builder(OPEN_HOURS, heap, settings.runLimits(), limits.sums());
  }

  private static StoreBuilder<KeyValueStore<byte[], byte[]>> cache(String name) {
    return Stores.keyValueStoreBuilder(
            Stores.persistentKeyValueStore(name), Serdes.ByteArray(), Serdes.ByteArray())
        .withLoggingDisabled();
  }
}
