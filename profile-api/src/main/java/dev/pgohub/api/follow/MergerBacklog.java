package dev.pgohub.api.follow;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.pgohub.schemas.ProfileTag;
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
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many fragments the broker has that no merger has merged yet, by partition. Whoever takes
 * fragments in asks it, so that they do not pile up faster than they can ever be merged.
 *
 * <p>While it is not known, because nobody looked yet or the broker does not tell, no partition is
 * full. Thread-safe; one thread looks.
 */
public final class MergerBacklog {

  private static final Logger log = LoggerFactory.getLogger(MergerBacklog.class);

  private final String group;
  private final long most;
  private volatile long[] waiting = {};
  private boolean warned;

  /**
   * Nothing is known.
   *
   * @param group the consumer group of the mergers
   * @param most fragments of a partition that may wait; 0: any number
   */
  public MergerBacklog(String group, long most) {
    this.group = group;
    this.most = most;
  }

  /** Whether so many fragments wait in the partition of a tag that no more should be sent. */
  public boolean isFull(ProfileTag tag) {
    long[] now = waiting;
    return most > 0 && now.length > 0 && now[partitionOf(tag, now.length)] >= most;
  }

  /** How many wait in all. */
  public long fragments() {
    return Arrays.stream(waiting).sum();
  }

  /** To which partition Kafka's clients send the fragments of a tag. */
  private static int partitionOf(ProfileTag tag, int partitions) {
    return Utils.toPositive(Utils.murmur2(tag.value().getBytes(US_ASCII))) % partitions;
  }

  /** Asks the broker. What it does not tell changes nothing, and is logged once. */
  void look(Admin admin) throws InterruptedException {
    try {
      waiting = ask(admin);
      warned = false;
    } catch (ExecutionException e) {
      if (!warned) {
        log.warn(
            "how far the mergers of the group {} are is not known: {}", group, "" + e.getCause());
      }
      warned = true;
    }
  }

  private long[] ask(Admin admin) throws ExecutionException, InterruptedException {
    String topic = Topic.FRAGMENTS.topicName();
    int count =
        Objects.requireNonNull(
                admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic))
            .partitions()
            .size();
    Map<TopicPartition, Long> ends = offsets(admin, count, OffsetSpec.latest());
    Map<TopicPartition, Long> begins = offsets(admin, count, OffsetSpec.earliest());
    Map<TopicPartition, OffsetAndMetadata> merged = merged(admin);
    long[] found = new long[count];
    ends.forEach(
        (partition, end) -> {
          @Nullable OffsetAndMetadata next = merged.get(partition);
          long begin = begins.getOrDefault(partition, 0L);
          long from = next == null ? begin : Math.max(begin, next.offset());
          found[partition.partition()] = Math.max(0, end - from);
        });
    return found;
  }

  private Map<TopicPartition, OffsetAndMetadata> merged(Admin admin)
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

  private static Map<TopicPartition, Long> offsets(Admin admin, int partitions, OffsetSpec which)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    for (int partition = 0; partition < partitions; partition++) {
      asked.put(new TopicPartition(Topic.FRAGMENTS.topicName(), partition), which);
    }
    Map<TopicPartition, Long> offsets = new HashMap<>();
    admin
        .listOffsets(asked)
        .all()
        .get()
        .forEach((partition, found) -> offsets.put(partition, found.offset()));
    return offsets;
  }
}
