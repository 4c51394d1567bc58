package dev.pgohub.publisher;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.google.protobuf.ByteString;
import dev.pgohub.broker.BrokerSettings;
import dev.pgohub.broker.EmbeddedBroker;
import dev.pgohub.schemas.ControlKey;
import dev.pgohub.schemas.ControlKey.Kind;
import dev.pgohub.schemas.Edition;
import dev.pgohub.schemas.MergedProfileKey;
import dev.pgohub.schemas.ProfileMode;
import dev.pgohub.schemas.ProfileTag;
import dev.pgohub.schemas.TagPartition;
import dev.pgohub.schemas.Topic;
import dev.pgohub.schemas.Topics;
import dev.pgohub.schemas.proto.MergedProfile;
import dev.pgohub.schemas.proto.ProfileFacts;
import dev.pgohub.schemas.proto.ProfilePart;
import dev.pgohub.schemas.proto.PublicationResult;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A real broker with what a merger and an API write into its topics. */
final class TestHub implements AutoCloseable {

  static final int PARTITIONS = 4;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final EmbeddedBroker broker;
  private final KafkaProducer<byte[], byte[]> producer;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Map<String, PublicationResult> results = new HashMap<>();

  /** All that was read from profile-policies, as characters. */
  final StringBuilder policies = new StringBuilder();

  private TestHub(EmbeddedBroker broker) throws Exception {
    this.broker = broker;
    String servers = broker.bootstrapServers();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
      Topics.createMissing(admin, PARTITIONS);
    }
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", servers, "max.request.size", Topic.MAX_RECORD_BYTES),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", servers),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    List<TopicPartition> all =
        consumer.partitionsFor(Topic.POLICIES.topicName()).stream()
            .map(p -> new TopicPartition(p.topic(), p.partition()))
            .toList();
    consumer.assign(all);
    consumer.seekToBeginning(all);
  }

  static TestHub start(Path dir) throws Exception {
    return new TestHub(EmbeddedBroker.start(BrokerSettings.in(dir)));
  }

  String bootstrapServers() {
    return broker.bootstrapServers();
  }

  /** Says something about a tag; null ends it. */
  void say(String tag, Kind kind, com.google.protobuf.Message message) throws Exception {
    byte[] key = new ControlKey(ProfileTag.of(tag), kind).toBytes();
    byte[] value = message == null ? null : message.toByteArray();
    producer.send(new ProducerRecord<>(Topic.POLICIES.topicName(), key, value)).get();
  }

  /** Makes a generation the current one, and keeps it under its digest. */
  void generate(String tag, int number) throws Exception {
    generate(tag, number, 0);
  }

  /**
   * @param partBytes when more than 0: cut into parts of that many bytes
   */
  void generate(String tag, int number, int partBytes) throws Exception {
    Generation generation = Profiles.generation(tag, number);
    Edition byDigest = Edition.ofDigest(generation.digest());
    write(Topic.GENERATIONS, generation, byDigest, partBytes);
    write(Topic.MERGED, generation, Edition.CURRENT, partBytes);
  }

  private void write(Topic topic, Generation generation, Edition edition, int partBytes)
      throws Exception {
    MergedProfileKey key = MergedProfileKey.of(generation.tag(), ProfileMode.NONE, edition);
    ByteString digest = ByteString.copyFrom(Digests.sha256(generation.content()));
    ByteString pgo = ByteString.copyFrom(generation.content());
    ByteString joined = pgo.concat(ByteString.copyFromUtf8("stacks of " + generation.number()));
    int parts = 0;
    for (int from = 0; partBytes > 0 && from < joined.size(); from += partBytes) {
      ProfilePart part =
          ProfilePart.newBuilder()
              .setDigest(digest)
              .setIndex(parts)
              .setContent(joined.substring(from, Math.min(joined.size(), from + partBytes)))
              .setDefaultPgoBytes(parts == 0 ? pgo.size() : 0)
              .build();
      send(topic, key.withPart(parts++), part.toByteArray());
    }
    MergedProfile.Builder profile =
        MergedProfile.newBuilder()
            .setTag(generation.tag().value())
            .setParts(parts)
            .setFacts(
                ProfileFacts.newBuilder()
                    .setGeneration(generation.number())
                    .setDigest(digest)
                    .setWeight(generation.weight())
                    .setEdges(generation.edges())
                    .setPublishedUnixMillis(generation.published().toEpochMilli()));
    if (parts == 0) {
      profile.setDefaultPgo(pgo);
    }
    send(topic, key, profile.build().toByteArray());
  }

  private void send(Topic topic, MergedProfileKey key, byte[] value) throws Exception {
    int partition = TagPartition.of(key.tag(), PARTITIONS);
    producer.send(new ProducerRecord<>(topic.topicName(), partition, key.toBytes(), value)).get();
  }

  /** The result of a tag, when it is as wanted. */
  PublicationResult await(String tag, Predicate<PublicationResult> wanted) throws Exception {
    Instant deadline = Instant.now().plus(PATIENCE);
    while (!results.containsKey(tag) || !wanted.test(results.get(tag))) {
      if (Instant.now().isAfter(deadline)) {
        throw new AssertionError(
            "not in time; the last result of " + tag + ": " + results.get(tag));
      }
      read();
    }
    return results.get(tag);
  }

  /** The result, when a generation is published without an error. */
  PublicationResult awaitPublished(String tag, int number) throws Exception {
    ByteString digest = ByteString.copyFrom(Digests.sha256(Profiles.pgo(number)));
    return await(tag, r -> r.getDigest().equals(digest) && r.getError().isEmpty());
  }

  private void read() throws Exception {
    for (var record : consumer.poll(Duration.ofMillis(20))) {
      ControlKey key = ControlKey.parse(record.key());
      if (record.value() != null) {
        policies.append(new String(record.value(), ISO_8859_1));
        if (key.kind() == Kind.PUBLISHED) {
          results.put(key.tag().value(), PublicationResult.parseFrom(record.value()));
        }
      }
    }
  }

  @Override
  public void close() {
    consumer.close();
    producer.close();
    broker.close();
  }
}
