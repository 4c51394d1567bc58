package dev.pgohub.api.follow;

import dev.pgohub.api.store.Origin;
import dev.pgohub.schemas.Topic;
import dev.pgohub.schemas.Topics;
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
 * What the broker says about {@code merged-profiles}.
 *
 * @param origin which topic it is
 * @param partitions all of them
 */
record MergedTopic(Origin origin, List<TopicPartition> partitions) {

  private static final String NAME = Topic.MERGED.topicName();

  /** Asks the broker; topics that are missing are created with so many partitions. */
  static MergedTopic find(Admin admin, int partitions)
      throws ExecutionException, InterruptedException {
    String clusterId = admin.describeCluster().clusterId().get();
    TopicDescription topic;
    try {
      topic = describe(admin);
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
        throw e;
      }
      Topics.createMissing(admin, partitions);
      topic = describe(admin);
    }
    return new MergedTopic(
        new Origin(clusterId, topic.topicId().toString()),
        topic.partitions().stream()
            .map(info -> new TopicPartition(NAME, info.partition()))
            .toList());
  }

  private static TopicDescription describe(Admin admin)
      throws ExecutionException, InterruptedException {
    return admin.describeTopics(List.of(NAME)).allTopicNames().get().values().iterator().next();
  }

  /** The offsets behind the last committed record of each partition. */
  Map<TopicPartition, Long> ends(Admin admin) throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
    partitions.forEach(partition -> latest.put(partition, OffsetSpec.latest()));
    var options = new ListOffsetsOptions(IsolationLevel.READ_COMMITTED);
    Map<TopicPartition, Long> ends = new HashMap<>();
    admin
        .listOffsets(latest, options)
        .all()
        .get()
        .forEach((partition, end) -> ends.put(partition, end.offset()));
    return ends;
  }
}
