package dev.pgohub.merger;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.pgohub.pprof.FragmentReader;
import dev.pgohub.schemas.Topic;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.WindowStore;

/**
 * What happens to a fragment.
 *
 * <pre>
 * profile-fragments → admit → fold → settle → merged-profiles
 *                       └→ profile-rejections
 * </pre>
 *
 * Fragments of a tag share a partition, so one task sees them all and nothing is repartitioned. One
 * that stands elsewhere is refused: two tasks would publish two halves of the tag in turn.
 */
final class MergerTopology {

  static final String ADMIT = "admit";
  static final String FOLD = "fold";
  static final String SETTLE = "settle";
  static final String FRAGMENTS = "fragments";
  static final String REJECTIONS = "rejections";
  static final String MERGED = "merged";

  /** Which fragments were admitted: tag NUL id → nothing, by the broker's time. */
  static final String FRAGMENT_IDS = "fragment-ids";

  /** The weights: {@link BucketKey} → how many fragments, {@link RunKey} → a chunk of a run. */
  static final String RUNS = "runs";

  /** The outputs: {@link TagMode} → {@link TagHead}. */
  static final String TAGS = "tags";

  private MergerTopology() {}

  /**
   * @param partitions of the topic of fragments
   */
  static Topology build(MergerSettings settings, MergerCounters counters, int partitions) {
    var bytes = new ByteArraySerializer();
    var readers = ThreadLocal.withInitial(() -> new FragmentReader(settings.profileLimits()));
    var limits = SettleLimits.of(settings);
    return new Topology()
        .addSource(
            AutoOffsetReset.earliest(),
            FRAGMENTS,
            MergerTopology::timeOf,
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer(),
            Topic.FRAGMENTS.topicName())
        .addProcessor(ADMIT, () -> new Admit(readers, counters, partitions), FRAGMENTS)
        .addProcessor(FOLD, () -> new Fold(counters), ADMIT)
        .addProcessor(SETTLE, () -> new Settle(limits, counters), FOLD)
        .addStateStore(fragmentIds(settings.span(MergerSetting.FRAGMENT_ID_RETENTION)), ADMIT)
        .addStateStore(keyValues(RUNS, 64 << 20), FOLD, SETTLE)
        .addStateStore(keyValues(TAGS, 16 << 20), FOLD, SETTLE)
        .addSink(
            REJECTIONS,
            Topic.REJECTIONS.topicName(),
            bytes,
            (String topic, Verdict verdict) -> ((Rejected) verdict).rejection().toByteArray(),
            ADMIT)
        .addSink(
            MERGED,
            Topic.MERGED.topicName(),
            bytes,
            bytes,
            (topic, key, value, count) -> Optional.of(Set.of(ofTag(key, count))),
            SETTLE);
  }

  /** A record without a time, which a topic with the senders' time may hold, stops nothing. */
  private static long timeOf(ConsumerRecord<Object, Object> record, long partitionTime) {
    return record.timestamp() >= 0 ? record.timestamp() : Math.max(0, partitionTime);
  }

  /** All records of a tag go to one partition, so that they are read in the order of writing. */
  private static int ofTag(byte[] mergedProfileKey, int partitions) {
    byte[] tag = new String(mergedProfileKey, US_ASCII).split("\0", 2)[0].getBytes(US_ASCII);
    return partitionOf(tag, partitions);
  }

  /** To which partition Kafka's own clients send a key. */
  static int partitionOf(byte[] key, int partitions) {
    return Utils.toPositive(Utils.murmur2(key)) % partitions;
  }

  private static StoreBuilder<WindowStore<byte[], byte[]>> fragmentIds(Duration retention) {
    return Stores.windowStoreBuilder(
        Stores.persistentWindowStore(FRAGMENT_IDS, retention, Duration.ofMillis(1), false),
        Serdes.ByteArray(),
        Serdes.ByteArray());
  }

  /** Small segments, as the broker compacts none but closed ones. */
  private static StoreBuilder<KeyValueStore<byte[], byte[]>> keyValues(
      String name, int segmentBytes) {
    return Stores.keyValueStoreBuilder(
            Stores.persistentKeyValueStore(name), Serdes.ByteArray(), Serdes.ByteArray())
        .withLoggingEnabled(Map.of("segment.bytes", Integer.toString(segmentBytes)));
  }
}
