package dev.pgohub.api.follow;

import static org.apache.kafka.clients.consumer.ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG;
import static org.apache.kafka.clients.consumer.ConsumerConfig.AUTO_OFFSET_RESET_CONFIG;
import static org.apache.kafka.clients.consumer.ConsumerConfig.CLIENT_ID_CONFIG;
import static org.apache.kafka.clients.consumer.ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG;
import static org.apache.kafka.clients.consumer.ConsumerConfig.FETCH_MAX_BYTES_CONFIG;
import static org.apache.kafka.clients.consumer.ConsumerConfig.ISOLATION_LEVEL_CONFIG;
import static org.apache.kafka.clients.consumer.ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG;
import static org.apache.kafka.clients.consumer.ConsumerConfig.MAX_POLL_RECORDS_CONFIG;
import static org.apache.kafka.clients.consumer.ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG;

import dev.pgohub.api.store.Applied;
import dev.pgohub.api.store.StoreFeed;
import dev.pgohub.schemas.BrokerAccess;
import dev.pgohub.schemas.Topic;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.event.ListenerContainerIdleEvent;
import org.springframework.kafka.listener.BatchConsumerAwareMessageListener;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.ContainerProperties.AssignmentCommitOption;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.kafka.listener.KafkaMessageListenerContainer;
import org.springframework.kafka.listener.MessageListenerContainer;
import org.springframework.kafka.support.TopicPartitionOffset;
import org.springframework.util.backoff.FixedBackOff;

/**
 * One stretch of reading the topics: all partitions, from where the local copy stands on, without a
 * group. It ends when it is closed, or by itself when it cannot go on; then a new one is made.
 */
final class Feeding implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Feeding.class);

  /** How often a topic without records is looked at for its end. */
  private static final Duration LOOK = Duration.ofMillis(200);

  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration RETRY = Duration.ofSeconds(1);

  private final FollowedTopics topics;
  private final StoreFeed feed;
  private final MeterRegistry meters;
  private final Runnable onEnd;
  private final AtomicReference<@Nullable Map<TopicPartition, Long>> missing;
  private final KafkaMessageListenerContainer<byte[], byte[]> container;

  /**
   * Prepares to read.
   *
   * @param begins where to begin in each partition
   * @param ends of the partitions: when all are reached, {@code onEnd} is called, once
   */
  Feeding(
      BrokerAccess access,
      FollowedTopics topics,
      Map<TopicPartition, Long> begins,
      Map<TopicPartition, Long> ends,
      StoreFeed feed,
      MeterRegistry meters,
      Runnable onEnd) {
    this.topics = topics;
    this.feed = feed;
    this.meters = meters;
    this.onEnd = onEnd;
    this.missing = new AtomicReference<>(new ConcurrentHashMap<>(ends));
    this.container = container(access, begins);
  }

  private KafkaMessageListenerContainer<byte[], byte[]> container(
      BrokerAccess access, Map<TopicPartition, Long> begins) {
    ContainerProperties properties =
        new ContainerProperties(
            begins.entrySet().stream()
                .map(begin -> offset(begin.getKey(), begin.getValue()))
                .toArray(TopicPartitionOffset[]::new));
    properties.setClientId("pgohub-profile-api");
    properties.setAssignmentCommitOption(AssignmentCommitOption.NEVER);
    properties.setMessageListener((BatchConsumerAwareMessageListener<byte[], byte[]>) this::apply);
    properties.setPollTimeout(LOOK.toMillis());
    properties.setIdleEventInterval(LOOK.toMillis());
    properties.setIdleBeforeDataMultiplier(1);
    properties.setShutdownTimeout(STOP_TIMEOUT.toMillis());
    var made =
        new KafkaMessageListenerContainer<byte[], byte[]>(
            new DefaultKafkaConsumerFactory<>(consumer(access)), properties);
    made.setBeanName("topics");
    made.setCommonErrorHandler(new Errors());
    made.setApplicationEventPublisher(
        event -> {
          if (event instanceof ListenerContainerIdleEvent idle) {
            look(idle.getConsumer());
          }
        });
    return made;
  }

  private static TopicPartitionOffset offset(TopicPartition partition, long offset) {
    return new TopicPartitionOffset(partition.topic(), partition.partition(), offset);
  }

  private static Map<String, Object> consumer(BrokerAccess access) {
    return access.with(
        Map.ofEntries(
            Map.entry(CLIENT_ID_CONFIG, "pgohub-profile-api"),
            Map.entry("key.deserializer", ByteArrayDeserializer.class),
            Map.entry("value.deserializer", ByteArrayDeserializer.class),
            Map.entry(ISOLATION_LEVEL_CONFIG, "read_committed"),
            Map.entry(ENABLE_AUTO_COMMIT_CONFIG, false),
            // An offset that the broker does not have must be seen, not skipped.
            Map.entry(AUTO_OFFSET_RESET_CONFIG, "none"),
            Map.entry(ALLOW_AUTO_CREATE_TOPICS_CONFIG, false),
            Map.entry(MAX_POLL_RECORDS_CONFIG, 64),
            Map.entry(MAX_PARTITION_FETCH_BYTES_CONFIG, 2 << 20),
            Map.entry(FETCH_MAX_BYTES_CONFIG, 8 << 20),
            Map.entry(RECONNECT_BACKOFF_MAX_MS_CONFIG, 2000)));
  }

  FollowedTopics topics() {
    return topics;
  }

  void start() {
    container.start();
  }

  /** Whether it goes on by itself. */
  boolean isRunning() {
    return container.isRunning();
  }

  /** How many partitions have not been read to their end; 0 when {@code onEnd} was called. */
  int partitionsBehind() {
    Map<TopicPartition, Long> left = missing.get();
    return left == null ? 0 : left.size();
  }

  private void apply(
      List<ConsumerRecord<byte[], byte[]>> records, @Nullable Consumer<?, ?> consumer) {
    for (ConsumerRecord<byte[], byte[]> record : records) {
      Topic topic = FollowedTopics.named(record.topic());
      Applied applied =
          feed.apply(topic, record.partition(), record.offset(), record.key(), record.value());
      meters
          .counter("pgohub.store.records", "result", applied.name().toLowerCase(Locale.ROOT))
          .increment();
      // What was refused may well have a key that is no tag.
      if (topic != Topic.REJECTIONS
          && (applied == Applied.BAD_DIGEST || applied == Applied.UNREADABLE)) {
        log.warn(
            "{}: record {} of {}-{} changes nothing; what was served before stays",
            applied.name().toLowerCase(Locale.ROOT),
            record.offset(),
            record.topic(),
            record.partition());
      }
    }
    if (consumer != null) {
      look(consumer);
    }
  }

  /** Positions count, not records: behind the last record may be marks of transactions. */
  private void look(Consumer<?, ?> consumer) {
    Map<TopicPartition, Long> left = missing.get();
    if (left == null) {
      return;
    }
    try {
      left.entrySet().removeIf(end -> consumer.position(end.getKey(), LOOK) >= end.getValue());
    } catch (TimeoutException e) {
      return;
    }
    if (left.isEmpty() && missing.compareAndSet(left, null)) {
      onEnd.run();
    }
  }

  /** Retries what the local copy could not take; ends when the broker cannot be read. */
  private static final class Errors extends DefaultErrorHandler {

    Errors() {
      super(new FixedBackOff(RETRY.toMillis(), FixedBackOff.UNLIMITED_ATTEMPTS));
    }

    @Override
    public void handleOtherException(
        Exception thrown, Consumer<?, ?> consumer, MessageListenerContainer of, boolean batch) {
      log.warn("reading the topics failed, starting again: {}", thrown.toString());
      of.stop(() -> {});
    }
  }

  @Override
  public void close() {
    container.stop();
  }
}
