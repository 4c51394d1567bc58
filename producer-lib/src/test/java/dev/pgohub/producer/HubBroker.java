package dev.pgohub.producer;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pgohub.broker.BrokerSettings;
import dev.pgohub.broker.EmbeddedBroker;
import dev.pgohub.schemas.Topic;
import dev.pgohub.schemas.Topics;
import dev.pgohub.schemas.proto.Fragment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A real broker with the topics of the hub, and a reader of what is published there. */
final class HubBroker implements AutoCloseable {

  private static final Duration DEADLINE = Duration.ofSeconds(40);

  private final EmbeddedBroker broker;

  private HubBroker(EmbeddedBroker broker) {
    this.broker = broker;
  }

  static HubBroker start(Path dataDir) throws Exception {
    return start(dataDir, 0);
  }

  static HubBroker start(Path dataDir, int port) throws Exception {
    HubBroker hub = new HubBroker(EmbeddedBroker.start(new BrokerSettings(dataDir, port)));
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", hub.servers()))) {
      Topics.createMissing(admin, 2);
    }
    return hub;
  }

  String servers() {
    return broker.bootstrapServers();
  }

  int port() {
    return broker.port();
  }

  /** Reads from the beginning until {@code enough} of the tag's fragments; fails after a while. */
  List<Fragment> await(String tag, Predicate<List<Fragment>> enough) throws Exception {
    Map<String, Object> configs =
        Map.of("bootstrap.servers", servers(), "auto.offset.reset", "earliest");
    List<Fragment> fragments = new ArrayList<>();
    long deadline = System.nanoTime() + DEADLINE.toNanos();
    try (var consumer =
        new KafkaConsumer<>(configs, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(Topic.FRAGMENTS.topicName()).stream()
              .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      while (!enough.test(fragments)) {
        assertThat(System.nanoTime())
            .as("in time: enough of %s; there are %s", tag, fragments.size())
            .isLessThan(deadline);
        for (var record : consumer.poll(Duration.ofMillis(100))) {
          if (new String(record.key(), US_ASCII).equals(tag)) {
            Fragment fragment = Fragment.parseFrom(record.value());
            assertThat(fragment.getTag()).isEqualTo(tag);
            fragments.add(fragment);
          }
        }
      }
    }
    return fragments;
  }

  static ReadProfile profile(Fragment fragment) {
    return ReadProfile.of(fragment.getPprof().toByteArray());
  }

  static long count(List<Fragment> fragments, Predicate<ReadProfile.Sample> which) {
    return fragments.stream().mapToLong(fragment -> profile(fragment).count(which)).sum();
  }

  @Override
  public void close() {
    broker.close();
  }
}
