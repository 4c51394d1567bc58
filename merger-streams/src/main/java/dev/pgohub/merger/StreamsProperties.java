package dev.pgohub.merger;

import dev.pgohub.schemas.BrokerAccess;
import dev.pgohub.schemas.InvalidKafkaPropertiesException;
import dev.pgohub.schemas.Topic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;

/** The settings under which Kafka Streams runs our topology. */
final class StreamsProperties {

  /**
   * How long an answer is waited for. A broker whose machine is gone says nothing: this and the
   * time until another one leads must not take as long as a transaction may last, which is 10 s.
   */
  private static final int REQUEST_MILLIS = 5_000;

  /**
   * How long a thread waits until the broker takes what it sends, or commits: longer than a broker
   * is away. When it comes back it has aborted the transaction, and the thread begins again at the
   * last commit, with all its tasks. One that ran out of patience would give up single tasks, see
   * {@link UnsentRecords}.
   */
  private static final int PATIENCE_MILLIS = Integer.MAX_VALUE;

  private StreamsProperties() {}

  /**
   * Translates the settings of a merger.
   *
   * @throws InvalidSettingException when a file of further settings cannot be used
   */
  static Properties of(MergerSettings settings) {
    Properties properties = new Properties();
    properties.putAll(broker(settings).with(Map.of()));
    properties.put(StreamsConfig.STATE_DIR_CONFIG, settings.stateDir().toString());
    properties.put(
        StreamsConfig.NUM_STREAM_THREADS_CONFIG, settings.count(MergerSetting.MERGER_THREADS));
    properties.put(
        StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, settings.count(MergerSetting.MERGER_STANDBYS));
    properties.put(
        StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, settings.size(MergerSetting.COMMIT_INTERVAL));
    properties.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
    properties.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0);
    // Said for the time when it cannot be otherwise; there is no global store.
    properties.put(StreamsConfig.PROCESSING_EXCEPTION_HANDLER_GLOBAL_ENABLED_CONFIG, true);
    properties.put(StreamsConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_MILLIS);
    // A timer cannot fire while the thread waits for records.
    properties.put(StreamsConfig.POLL_MS_CONFIG, settings.size(MergerSetting.SETTLE_TICK));
    BoundedRocksDb.configure(properties, settings);
    consume(properties, settings);
    produce(properties);
    settings
        .ifSet(MergerSetting.STREAMS_PROPERTIES)
        .map(Path::of)
        .ifPresent(p -> load(p, properties));
    properties.putAll(settings.overrides());
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, settings.applicationId());
    properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    return properties;
  }

  private static void consume(Properties properties, MergerSettings settings) {
    properties.put(StreamsConfig.GROUP_PROTOCOL_CONFIG, "classic");
    settings
        .ifSet(MergerSetting.GROUP_INSTANCE_ID)
        .ifPresent(
            id ->
                properties.put(
                    StreamsConfig.mainConsumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG), id));
    int sessionMillis = settings.count(MergerSetting.SESSION_TIMEOUT);
    properties.put(
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), sessionMillis);
    properties.put(
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG),
        Math.min(3_000, sessionMillis / 3));
    // Fragments are up to 9 MiB: the usual 1,000 records would not fit on the heap.
    properties.put(StreamsConfig.BUFFERED_RECORDS_PER_PARTITION_CONFIG, 16);
    properties.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), 64);
    properties.put(
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.FETCH_MAX_BYTES_CONFIG), 16 << 20);
  }

  private static void produce(Properties properties) {
    // Above a topic's own limit the producer would split and retry for ever; what we send to each
    // topic is kept below that topic's limit before it is sent.
    properties.put(
        StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG),
        Topic.MAX_RECORD_BYTES);
    // Nothing is seen before the commit, which sends what waits: so nobody waits for a full batch,
    // and what stands in one batch is compressed together.
    properties.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), 100);
    properties.put(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), 128 << 10);
    // Runs are mostly names; what is published is gzip already, and costs little to try.
    properties.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "lz4");
    properties.put(
        StreamsConfig.producerPrefix(ProducerConfig.MAX_BLOCK_MS_CONFIG), PATIENCE_MILLIS);
    properties.put(StreamsConfig.PRODUCTION_EXCEPTION_HANDLER_CLASS_CONFIG, UnsentRecords.class);
    // While the broker adds a partition to a transaction it refuses the batches behind the first.
    properties.put(
        StreamsConfig.producerPrefix(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION), 1);
  }

  private static BrokerAccess broker(MergerSettings settings) {
    try {
      return BrokerAccess.of(
          settings.bootstrapServers(), settings.text(MergerSetting.KAFKA_PROPERTIES));
    } catch (InvalidKafkaPropertiesException e) {
      throw new InvalidSettingException(String.valueOf(e.getMessage()));
    }
  }

  private static void load(Path file, Properties properties) {
    Properties loaded = new Properties();
    try (var reader = Files.newBufferedReader(file)) {
      loaded.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      throw new InvalidSettingException(
          "PGOHUB_STREAMS_PROPERTIES: " + file + " cannot be read: " + e);
    }
    properties.putAll(loaded);
  }
}
