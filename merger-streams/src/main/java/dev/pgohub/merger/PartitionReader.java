package dev.pgohub.merger;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.streams.StreamsConfig;

/** Reads stretches of partitions, committed records only and without a group. Not thread-safe. */
final class PartitionReader implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofMillis(500);

  private final KafkaConsumer<byte[], byte[]> consumer;

  /**
   * Connects at the first reading.
   *
   * @param streams the settings of a merger, of which those for its consumer count
   */
  PartitionReader(Properties streams) {
    Map<String, Object> configs =
        new StreamsConfig(streams).getRestoreConsumerConfigs("pgohub-partition-reader");
    configs.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    configs.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    consumer =
        new KafkaConsumer<>(configs, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /**
   * How many partitions a topic has.
   *
   * @throws TimeoutException when the broker does not answer
   */
  int partitions(String topic) {
    List<PartitionInfo> partitions = consumer.partitionsFor(topic, PATIENCE);
    if (partitions == null || partitions.isEmpty()) {
      throw new TimeoutException("the topic " + topic + " is not there");
    }
    return partitions.size();
  }

  /** The first offset that the broker still has. */
  long begin(TopicPartition partition) {
    var begins = consumer.beginningOffsets(List.of(partition), PATIENCE);
    return Objects.requireNonNull(begins.get(partition));
  }

  /**
   * Shows all records from an offset on, up to another one or to the present end.
   *
   * @param last the last offset that is shown; {@link Long#MAX_VALUE}: to the end
   * @throws TimeoutException when the broker does not answer for half a minute
   */
  void read(
      TopicPartition partition,
      long first,
      long last,
      Consumer<ConsumerRecord<byte[], byte[]>> to) {
    consumer.assign(List.of(partition));
    consumer.seek(partition, first);
    long end =
        Math.min(
            last == Long.MAX_VALUE ? last : last + 1,
            Objects.requireNonNull(
                consumer.endOffsets(List.of(partition), PATIENCE).get(partition)));
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (consumer.position(partition, PATIENCE) < end) {
      long before = consumer.position(partition);
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        if (record.offset() < end) {
          to.accept(record);
        }
      }
      if (consumer.position(partition) > before) {
        deadline = System.nanoTime() + PATIENCE.toNanos();
      } else if (System.nanoTime() - deadline > 0) {
        throw new TimeoutException(partition + " is not read beyond " + before);
      }
    }
  }

  @Override
  public void close() {
    consumer.close();
  }
}
