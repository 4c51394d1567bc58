package dev.pgohub.schemas;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.TopicExistsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Creates the topics that are missing. */
public final class Topics {

  private static final Logger log = LoggerFactory.getLogger(Topics.class);

  private Topics() {}

  /**
   * Creates every {@link Topic} that is missing, with the broker's default replication; leaves
   * those that exist as they are. Any number of processes may call it at once.
   *
   * @param partitions of each topic that is created, at least 1
   * @throws ExecutionException when the broker refuses or cannot be reached
   */
  public static void createMissing(Admin admin, int partitions)
      throws ExecutionException, InterruptedException {
    var existing = admin.listTopics().names().get();
    List<NewTopic> missing = new ArrayList<>();
    for (Topic topic : Topic.values()) {
      if (!existing.contains(topic.topicName())) {
        missing.add(
            new NewTopic(topic.topicName(), Optional.of(partitions), Optional.empty())
                .configs(topic.configs()));
      }
    }
    for (var created : admin.createTopics(missing).values().entrySet()) {
      await(created.getKey(), created.getValue());
    }
  }

  private static void await(String name, KafkaFuture<Void> created)
      throws ExecutionException, InterruptedException {
    try {
      created.get();
      log.info("created topic {}", name);
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw e;
      }
    }
  }
}
