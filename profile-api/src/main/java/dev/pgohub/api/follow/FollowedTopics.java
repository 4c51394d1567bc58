package dev.pgohub.api.follow;

import dev.pgohub.api.store.Origin;
import dev.pgohub.schemas.Topic;
import dev.pgohub.schemas.Topics;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * What the broker says about the topics that the local copy follows: all but the fragments.
 *
 * @param origins which topics they are
 * @param partitions all of them
 */
record FollowedTopics(Map<Topic, Origin> origins, List<TopicPartition> partitions) {

  private static final Map<String, Topic> BY_NAME =
      Map.of(
          Topic.MERGED.topicName(), Topic.MERGED,
          Topic.GENERATIONS.topicName(), Topic.GENERATIONS,
          Topic.POLICIES.topicName(), Topic.POLICIES,
          Topic.STATUS.topicName(), Topic.STATUS,
          Topic.REJECTIONS.topicName(), Topic.REJECTIONS);

  /** Asks the broker; topics that are missing are created with so many partitions. */
  static FollowedTopics find(Admin admin, int partitions)
      throws ExecutionException, InterruptedException {
    String clusterId = admin.describeCluster().clusterId().get();
    Map<String, TopicDescription> topics;
    try {
      topics = describe(admin);
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
        throw e;
      }
      Topics.createMissing(admin, partitions);
      topics = describe(admin);
    }
    Map<Topic, Origin> origins = new EnumMap<>(Topic.class);
    List<TopicPartition> all = new ArrayList<>();
    topics.forEach(
        (name, topic) -> {
          origins.put(named(name), new Origin(clusterId, topic.topicId().toString()));
          topic.partitions().forEach(info -> all.add(new TopicPartition(name, info.partition())));
        });
    return new FollowedTopics(origins, all);
  }

  private static Map<String, TopicDescription> describe(Admin admin)
      throws ExecutionException, InterruptedException {
    return admin.describeTopics(List.copyOf(BY_NAME.keySet())).allTopicNames().get();
  }

  /** The topic of a name. */
  static Topic named(String name) {
    Topic topic = BY_NAME.get(name);
    if (topic == null) {
      throw new IllegalArgumentException("not followed: " + name);
    }
    return topic;
  }

  /** The offsets of the first records that there still are. */
  Map<TopicPartition, Long> begins(Admin admin) throws ExecutionException, InterruptedException {
    return offsets(admin, OffsetSpec.earliest());
  }

  /** The offsets behind the last committed record of each partition. */
  Map<TopicPartition, Long> ends(Admin admin) throws ExecutionException, InterruptedException {
    return offsets(admin, OffsetSpec.latest());
  }

  private Map<TopicPartition, Long> offsets(Admin admin, OffsetSpec which)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    partitions.forEach(partition -> asked.put(partition, which));
    var options = new ListOffsetsOptions(IsolationLevel.READ_COMMITTED);
    Map<TopicPartition, Long> offsets = new HashMap<>();
    admin
        .listOffsets(asked, options)
        .all()
        .get()
        .forEach((partition, found) -> offsets.put(partition, found.offset()));
    return offsets;
  }
}
