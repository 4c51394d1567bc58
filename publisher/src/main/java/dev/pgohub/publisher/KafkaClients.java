package dev.pgohub.publisher;

import dev.pgohub.schemas.BrokerAccess;
import dev.pgohub.schemas.InvalidKafkaPropertiesException;
import dev.pgohub.schemas.Topic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Makes Kafka's clients as the settings say. Thread-safe. */
final class KafkaClients {

  private static final int REQUEST_MILLIS = 5_000;
  private static final int SEND_MILLIS = 30_000;

  private final PublisherSettings settings;
  private final BrokerAccess broker;
  private final Map<String, Object> further = new HashMap<>();

  /**
   * @throws InvalidSettingException when a file of settings cannot be used
   */
  KafkaClients(PublisherSettings settings) {
    this.settings = settings;
    try {
      broker =
          BrokerAccess.of(
              settings.bootstrapServers(), settings.text(PublisherSetting.KAFKA_PROPERTIES));
    } catch (InvalidKafkaPropertiesException e) {
      throw new InvalidSettingException(String.valueOf(e.getMessage()));
    }
    settings.ifSet(PublisherSetting.PUBLISHER_PROPERTIES).map(Path::of).ifPresent(this::load);
  }

  Admin admin() {
    Map<String, Object> configs = common("admin");
    configs.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_MILLIS);
    configs.put(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, REQUEST_MILLIS);
    return Admin.create(configs);
  }

  /** One that reads what it is assigned. */
  KafkaConsumer<byte[], byte[]> reader(String name) {
    return new KafkaConsumer<>(
        consumer(name), new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /** One that shares the partitions of a topic with the other publishers. */
  KafkaConsumer<byte[], byte[]> member() {
    Map<String, Object> configs = consumer("member");
    int sessionMillis = settings.count(PublisherSetting.SESSION_TIMEOUT);
    configs.put(ConsumerConfig.GROUP_ID_CONFIG, settings.text(PublisherSetting.PUBLISHER_GROUP));
    configs.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, sessionMillis);
    configs.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, Math.min(3_000, sessionMillis / 3));
    configs.put(
        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
        CooperativeStickyAssignor.class.getName());
    settings
        .ifSet(PublisherSetting.GROUP_INSTANCE_ID)
        .ifPresent(id -> configs.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, id));
    return new KafkaConsumer<>(configs, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  KafkaProducer<byte[], byte[]> producer() {
    Map<String, Object> configs = common("results");
    configs.put(ProducerConfig.ACKS_CONFIG, "all");
    configs.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    configs.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, SEND_MILLIS);
    configs.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, SEND_MILLIS / 2);
    configs.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, (long) SEND_MILLIS);
    return new KafkaProducer<>(configs, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private Map<String, Object> consumer(String name) {
    Map<String, Object> configs = common(name);
    configs.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    configs.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    configs.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    configs.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    // Records are up to 5 MiB: the usual 500 of them would not fit on the heap.
    configs.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 64);
    configs.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, Topic.MAX_PART_BYTES);
    configs.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 2 * Topic.MAX_PART_BYTES);
    configs.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 200);
    return configs;
  }

  private Map<String, Object> common(String name) {
    Map<String, Object> configs = broker.with(further);
    configs.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrapServers());
    configs.put(CommonClientConfigs.CLIENT_ID_CONFIG, "pgohub-publisher-" + name);
    configs.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, 2_000L);
    return configs;
  }

  private void load(Path file) {
    Properties loaded = new Properties();
    try (var reader = Files.newBufferedReader(file)) {
      loaded.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      throw new InvalidSettingException(
          "PGOHUB_PUBLISHER_PROPERTIES: " + file + " cannot be read: " + e);
    }
    loaded.stringPropertyNames().forEach(name -> further.put(name, loaded.getProperty(name)));
  }
}
