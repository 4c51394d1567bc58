package dev.pgohub.faults;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.pgohub.schemas.Topic;
import dev.pgohub.schemas.proto.Fragment;
import dev.pgohub.schemas.proto.Rejection;
import dev.pgohub.schemas.proto.TagStatus;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * What the topics say of all that was merged and refused, read once from their beginnings.
 *
 * @param statuses the latest of each tag
 * @param rejections reason by id of the fragment
 * @param unreadable refused records that are no fragments
 */
record SaidByKafka(
    Map<String, TagStatus> statuses, Map<String, String> rejections, long unreadable) {

  private static final Duration LIMIT = Duration.ofMinutes(2);

  /**
   * Reads them.
   *
   * @throws IllegalStateException when the broker does not give them within two minutes
   */
  static SaidByKafka read(String bootstrapServers) throws InvalidProtocolBufferException {
    Map<String, TagStatus> statuses = new HashMap<>();
    Map<String, String> rejections = new HashMap<>();
    long unreadable = 0;
    for (ConsumerRecord<byte[], byte[]> record :
        all(bootstrapServers, List.of(Topic.STATUS, Topic.REJECTIONS))) {
      if (record.topic().equals(Topic.STATUS.topicName())) {
        if (record.value() != null) {
          statuses.put(new String(record.key(), US_ASCII), TagStatus.parseFrom(record.value()));
        }
        continue;
      }
      Rejection rejection = Rejection.parseFrom(record.value());
      try {
        rejections.put(
            Fragment.parseFrom(rejection.getValue()).getFragmentId(), rejection.getReason());
      } catch (InvalidProtocolBufferException e) {
        unreadable++;
      }
    }
    return new SaidByKafka(statuses, rejections, unreadable);
  }

  private static List<ConsumerRecord<byte[], byte[]>> all(
      String bootstrapServers, List<Topic> topics) {
    List<ConsumerRecord<byte[], byte[]>> records = new java.util.ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          topics.stream()
              .flatMap(topic -> consumer.partitionsFor(topic.topicName(), LIMIT).stream())
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, LIMIT);
      long deadline = System.nanoTime() + LIMIT.toNanos();
      while (partitions.stream()
          .anyMatch(at -> consumer.position(at, LIMIT) < Objects.requireNonNull(ends.get(at)))) {
        if (System.nanoTime() - deadline > 0) {
          throw new IllegalStateException("the topics could not be read to their ends");
        }
        consumer.poll(Duration.ofMillis(200)).forEach(records::add);
      }
    }
    return records;
  }
}
