package dev.pgohub.publisher;

import dev.pgohub.schemas.ProfileTag;
import dev.pgohub.schemas.TagPartition;
import dev.pgohub.schemas.Topic;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this publisher knows: the generations of the partitions that it shares with the others, and
 * what is said about all tags. Both are read from the beginning of their topics, and nothing is
 * done about a tag before the ends were reached that they had when its partition came: else what
 * was published long ago would be published again. Not thread-safe.
 */
final class HubView implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(HubView.class);
  private static final Duration POLL = Duration.ofMillis(50);

  private final KafkaConsumer<byte[], byte[]> member;
  private final KafkaConsumer<byte[], byte[]> policies;
  private final CurrentGenerations generations = new CurrentGenerations();
  private final Controls controls;
  private final Map<TopicPartition, Long> generationsToReach = new HashMap<>();
  private final Map<TopicPartition, Long> policiesToReach = new HashMap<>();
  private final Set<TopicPartition> owned = new HashSet<>();
  private final int partitions;
  private boolean joined;

  private HubView(
      KafkaConsumer<byte[], byte[]> member,
      KafkaConsumer<byte[], byte[]> policies,
      PublisherSettings settings) {
    this.member = member;
    this.policies = policies;
    controls = new Controls(settings.count(PublisherSetting.MAX_PUBLICATIONS));
    List<TopicPartition> all =
        policies.partitionsFor(Topic.POLICIES.topicName()).stream()
            .map(p -> new TopicPartition(p.topic(), p.partition()))
            .toList();
    policies.assign(all);
    policies.seekToBeginning(all);
    partitions = member.partitionsFor(Topic.MERGED.topicName()).size();
    member.subscribe(List.of(Topic.MERGED.topicName()), new Shares());
  }

  /** Begins to read. */
  static HubView open(KafkaClients clients, PublisherSettings settings) {
    KafkaConsumer<byte[], byte[]> member = clients.member();
    KafkaConsumer<byte[], byte[]> policies = clients.reader("policies");
    try {
      return new HubView(member, policies, settings);
    } catch (RuntimeException e) {
      member.close();
      policies.close();
      throw e;
    }
  }

  Controls controls() {
    return controls;
  }

  /** Whether it has, or had, its share of the partitions. */
  boolean hasJoined() {
    return joined;
  }

  /** Reads on for a moment. */
  void poll() {
    member.poll(POLL).forEach(generations::apply);
    policies.poll(POLL).forEach(record -> controls.apply(record.key(), record.value()));
    generationsToReach.entrySet().removeIf(end -> reached(member, end));
    policiesToReach.entrySet().removeIf(end -> reached(policies, end));
  }

  /** Positions count, not records: behind the last one may be marks of transactions. */
  private static boolean reached(
      KafkaConsumer<byte[], byte[]> consumer, Map.Entry<TopicPartition, Long> end) {
    return consumer.position(end.getKey()) >= end.getValue();
  }

  /** Whether it is for this publisher to publish a tag, and all is known for that. */
  boolean isOurs(ProfileTag tag) {
    TopicPartition partition = partition(tag);
    return policiesToReach.isEmpty()
        && owned.contains(partition)
        && !generationsToReach.containsKey(partition);
  }

  /** Where the current generation of a tag of ours stands. */
  Optional<CurrentGenerations.Place> current(ProfileTag tag) {
    return generations.of(tag, partition(tag).partition());
  }

  private TopicPartition partition(ProfileTag tag) {
    return new TopicPartition(Topic.MERGED.topicName(), TagPartition.of(tag, partitions));
  }

  private final class Shares implements ConsumerRebalanceListener {

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> assigned) {
      joined = true;
      owned.addAll(assigned);
      if (assigned.isEmpty()) {
        return;
      }
      member.seekToBeginning(assigned);
      generationsToReach.putAll(member.endOffsets(assigned));
      policiesToReach.putAll(policies.endOffsets(policies.assignment()));
      log.info("publishes the tags of {} more of {} partitions", assigned.size(), partitions);
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
      owned.removeAll(revoked);
      for (TopicPartition partition : revoked) {
        generations.clear(partition.partition());
        generationsToReach.remove(partition);
      }
    }
  }

  @Override
  public void close() {
    member.close();
    policies.close();
  }
}
