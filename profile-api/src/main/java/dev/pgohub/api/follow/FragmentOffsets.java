package dev.pgohub.api.follow;

import dev.pgohub.schemas.Topic;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/**
 * How far the fragments at the broker and their mergers are, by partition. Neither array is changed
 * once it is here.
 *
 * @param ends offsets that the next fragments will have
 * @param merged offsets up to which there is nothing to merge: all before were, or are gone
 */
@SuppressWarnings("ArrayRecordComponent") // stays within this package
record FragmentOffsets(long[] ends, long[] merged) {

  /**
   * Asks the broker.
   *
   * @param group the consumer group of the mergers
   */
  static FragmentOffsets read(Admin admin, String group)
      throws ExecutionException, InterruptedException {
    String topic = Topic.FRAGMENTS.topicName();
    int count =
        Objects.requireNonNull(
                admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic))
            .partitions()
            .size();
    long[] ends = offsets(admin, count, OffsetSpec.latest());
    long[] merged = offsets(admin, count, OffsetSpec.earliest());
    committed(admin, group)
        .forEach(
            (partition, next) -> {
              int at = partition.partition();
              if (next != null && partition.topic().equals(topic) && at < count) {
                merged[at] = Math.max(merged[at], next.offset());
              }
            });
    return new FragmentOffsets(ends, merged);
  }

  /** Fragments of each partition that no merger has merged. */
  long[] waiting() {
    long[] waiting = new long[ends.length];
    Arrays.setAll(waiting, partition -> Math.max(0, ends[partition] - merged[partition]));
    return waiting;
  }

  /** Fragments that ever came in. */
  long received() {
    return Arrays.stream(ends).sum();
  }

  private static Map<TopicPartition, OffsetAndMetadata> committed(Admin admin, String group)
      throws ExecutionException, InterruptedException {
    try {
      return admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof GroupIdNotFoundException) {
        return Map.of(); // No merger was ever there.
      }
      throw e;
    }
  }

  private static long[] offsets(Admin admin, int partitions, OffsetSpec which)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    for (int partition = 0; partition < partitions; partition++) {
      asked.put(new TopicPartition(Topic.FRAGMENTS.topicName(), partition), which);
    }
    long[] offsets = new long[partitions];
    admin
        .listOffsets(asked)
        .all()
        .get()
        .forEach((partition, found) -> offsets[partition.partition()] = found.offset());
    return offsets;
  }
}
