package dev.pgohub.merger;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.pgohub.broker.BrokerSettings;
import dev.pgohub.broker.EmbeddedBroker;
import dev.pgohub.schemas.ControlKey;
import dev.pgohub.schemas.MergedProfileKey;
import dev.pgohub.schemas.ProfileTag;
import dev.pgohub.schemas.Topic;
import dev.pgohub.schemas.proto.Fragment;
import dev.pgohub.schemas.proto.MergedProfile;
import dev.pgohub.schemas.proto.Rejection;
import dev.pgohub.schemas.proto.TagPolicy;
import dev.pgohub.schemas.proto.TagStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A real broker, a sender of fragments, and a reader of what comes out. */
final class TestHub implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Path directory;
  private EmbeddedBroker broker;
  private final KafkaProducer<byte[], byte[]> producer;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final List<ConsumerRecord<byte[], byte[]>> merged = new ArrayList<>();
  private final Map<MergedProfileKey, MergedProfile> latest = new HashMap<>();
  private final Map<String, List<Rejection>> rejections = new HashMap<>();
  private final Map<String, TagStatus> statuses = new HashMap<>();

  private TestHub(Path directory, EmbeddedBroker broker) {
    this.directory = directory;
    this.broker = broker;
    producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers",
                broker.bootstrapServers(),
                "max.request.size",
                Topic.MAX_RECORD_BYTES),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers", broker.bootstrapServers(),
                "group.id", "test",
                "auto.offset.reset", "earliest",
                "metadata.max.age.ms", "200",
                "isolation.level", "read_committed"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    consumer.subscribe(
        List.of(Topic.MERGED.topicName(), Topic.REJECTIONS.topicName(), Topic.STATUS.topicName()));
  }

  static TestHub start(Path dir) {
    return new TestHub(dir, EmbeddedBroker.start(BrokerSettings.in(dir)));
  }

  /** Ends the broker, and starts it again after a while. */
  void restartBroker(Duration away) throws InterruptedException {
    int port = broker.port();
    broker.close();
    Thread.sleep(away.toMillis());
    broker = EmbeddedBroker.start(new BrokerSettings(directory, port));
  }

  MergerSettings settings(Path stateDir) {
    return MergerDriver.plain()
        .withBootstrapServers(broker.bootstrapServers())
        .withStateDir(stateDir)
        .with(MergerSetting.PARTITIONS, "4")
        .with(MergerSetting.SESSION_TIMEOUT, "3s");
  }

  Merger startMerger(MergerSettings settings) throws Exception {
    Merger merger = Merger.start(settings);
    await("the merger is running", merger::isReady);
    return merger;
  }

  /** Returns when the broker has it. */
  RecordMetadata send(Fragment fragment) throws ExecutionException, InterruptedException {
    return send(fragment.getTag(), fragment.toByteArray());
  }

  RecordMetadata send(String key, byte[] value) throws ExecutionException, InterruptedException {
    return producer
        .send(new ProducerRecord<>(Topic.FRAGMENTS.topicName(), key.getBytes(US_ASCII), value))
        .get();
  }

  /** Sends to a partition that a partitioner may not have chosen. */
  void sendTo(int partition, Fragment fragment) throws ExecutionException, InterruptedException {
    producer
        .send(
            new ProducerRecord<>(
                Topic.FRAGMENTS.topicName(),
                partition,
                fragment.getTag().getBytes(US_ASCII),
                fragment.toByteArray()))
        .get();
  }

  /** Gives a tag a policy of its own. */
  void policy(String tag, Map<String, String> fields)
      throws ExecutionException, InterruptedException {
    producer
        .send(
            new ProducerRecord<>(
                Topic.POLICIES.topicName(),
                new ControlKey(ProfileTag.of(tag), ControlKey.Kind.POLICY).toBytes(),
                TagPolicy.newBuilder().putAllFields(fields).build().toByteArray()))
        .get();
  }

  void sendAll(Collection<Fragment> fragments) throws ExecutionException, InterruptedException {
    for (Fragment fragment : fragments) {
      send(fragment);
    }
  }

  /** The latest generation of a tag, when it has that many fragments. */
  MergedProfile awaitFragments(String tag, long fragments) {
    MergedProfileKey key = MergerDriver.key(tag, "");
    await(
        tag + " has " + fragments + " fragments",
        () -> latest.containsKey(key) && latest.get(key).getFacts().getFragments() >= fragments);
    return latest.get(key);
  }

  /** The rejections of a tag, when there are that many. */
  List<Rejection> awaitRejections(String tag, int count) {
    List<Rejection> ofTag = rejections.computeIfAbsent(tag, t -> new ArrayList<>());
    await(count + " rejections of " + tag, () -> ofTag.size() >= count);
    return ofTag;
  }

  /** The latest status of a tag, when a field of its policy has a text. */
  TagStatus awaitPolicy(String tag, String field, String text) {
    await(
        field + " of " + tag + " is " + text,
        () ->
            statuses.containsKey(tag) && text.equals(statuses.get(tag).getPolicyMap().get(field)));
    return statuses.get(tag);
  }

  /** Reads what comes out until a condition holds. */
  void await(String what, BooleanSupplier condition) {
    Instant deadline = Instant.now().plus(PATIENCE);
    while (!condition.getAsBoolean()) {
      if (Instant.now().isAfter(deadline)) {
        throw new AssertionError("not in time: " + what + "; read " + facts());
      }
      consumer.poll(Duration.ofMillis(20)).forEach(this::read);
    }
  }

  /** All records of merged profiles that were read, in order. */
  List<ConsumerRecord<byte[], byte[]>> merged() {
    return merged;
  }

  private void read(ConsumerRecord<byte[], byte[]> record) {
    try {
      if (record.topic().equals(Topic.REJECTIONS.topicName())) {
        rejections
            .computeIfAbsent(new String(record.key(), US_ASCII), t -> new ArrayList<>())
            .add(Rejection.parseFrom(record.value()));
        return;
      }
      if (record.topic().equals(Topic.STATUS.topicName())) {
        statuses.put(new String(record.key(), US_ASCII), TagStatus.parseFrom(record.value()));
        return;
      }
      merged.add(record);
      MergedProfileKey key = MergedProfileKey.parse(record.key());
      if (key.part() == MergedProfileKey.WHOLE && record.value() != null) {
        latest.put(key, MergedProfile.parseFrom(record.value()));
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private Map<String, String> facts() {
    Map<String, String> facts = new HashMap<>();
    latest.forEach(
        (key, profile) ->
            facts.put(
                key.tag() + "/" + key.mode(),
                profile.getFacts().getGeneration()
                    + ": "
                    + profile.getFacts().getFragments()
                    + " fragments"));
    return facts;
  }

  @Override
  public void close() {
    consumer.close();
    producer.close();
    broker.close();
  }
}
