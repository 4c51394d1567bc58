package dev.pgohub.merger;

import dev.pgohub.schemas.Topic;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.NewTopic;

/**
 * The two topics over which the mergers of one hub help each other with hot tags. Nobody else reads
 * or writes them; what was read by all is deleted.
 */
final class ShardTopics {

  private ShardTopics() {}

  /** The topic to the shards; a partition each; key: tag, value: {@code ShardInput}. */
  static String toShards(String applicationId) {
    return applicationId + "-to-shards";
  }

  /** The topic back; key: tag, value: {@code ShardPart}. */
  static String fromShards(String applicationId) {
    return applicationId + "-from-shards";
  }

  static List<String> names(String applicationId) {
    return List.of(toShards(applicationId), fromShards(applicationId));
  }

  /** A topic with as many partitions as fragments have. */
  static NewTopic topic(String name, int partitions) {
    return new NewTopic(name, Optional.of(partitions), Optional.empty())
        .configs(
            Map.of(
                "cleanup.policy", "delete",
                "retention.ms", Topic.FRAGMENTS.configs().getOrDefault("retention.ms", "-1"),
                "segment.bytes", Integer.toString(64 << 20),
                "max.message.bytes", Integer.toString(Topic.MAX_RECORD_BYTES)));
  }
}
