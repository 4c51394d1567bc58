package dev.pgohub.benchmarks.state;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.pgohub.broker.BrokerSettings;
import dev.pgohub.broker.EmbeddedBroker;
import dev.pgohub.merger.Merger;
import dev.pgohub.merger.MergerSetting;
import dev.pgohub.merger.MergerSettings;
import dev.pgohub.merger.MergerStartException;
import dev.pgohub.schemas.Topic;
import dev.pgohub.schemas.proto.TagStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A broker that compacts nothing, a merger, and somebody who sends to them and looks at them. */
final class StateHub implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final Path dir;
  private final EmbeddedBroker broker;
  private final KafkaProducer<byte[], byte[]> producer;
  private final KafkaConsumer<byte[], byte[]> statuses;
  private final Admin admin;
  private final Map<String, Long> settled = new HashMap<>();
  private MergerSettings settings;
  private Merger merger;

  /**
   * @param policy of all tags, as in the setting
   */
  StateHub(Path dir, String policy) throws Exception {
    this(dir, MergerSettings.defaults().with(MergerSetting.POLICY, policy));
  }

  /**
   * @param of the merger, but for where the broker and its directory are
   */
  StateHub(Path dir, MergerSettings of) throws Exception {
    this.dir = dir;
    broker =
        EmbeddedBroker.start(
            new BrokerSettings(
                dir.resolve("broker"), 0, Map.of("log.cleaner.backoff.ms", "86400000")));
    Map<String, Object> client = Map.of("bootstrap.servers", broker.bootstrapServers());
    admin = Admin.create(client);
    settings = of.withBootstrapServers(broker.bootstrapServers()).withStateDir(stateDir());
    merger = startMerger();
    Map<String, Object> own = new HashMap<>(client);
    own.put("max.request.size", Topic.MAX_RECORD_BYTES);
    producer = new KafkaProducer<>(own, new ByteArraySerializer(), new ByteArraySerializer());
    own.remove("max.request.size");
    own.put("isolation.level", "read_committed");
    own.put("auto.offset.reset", "earliest");
    own.put("group.id", "bench");
    statuses = new KafkaConsumer<>(own, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    statuses.subscribe(List.of(Topic.STATUS.topicName()));
  }

  private Merger startMerger() throws MergerStartException, InterruptedException {
    Merger started = Merger.start(settings);
    await("the merger runs", started::isReady);
    return started;
  }

  /** Sends a fragment; {@link #awaitSettled} tells when all of them are. */
  void send(String tag, byte[] fragment) {
    var unused =
        producer.send(
            new ProducerRecord<>(Topic.FRAGMENTS.topicName(), tag.getBytes(US_ASCII), fragment));
  }

  /** Waits until what is published of a tag was made of so many fragments. */
  void awaitSettled(String tag, long fragments) {
    producer.flush();
    await(
        fragments + " fragments of " + tag + " are settled",
        () -> {
          if (settled.getOrDefault(tag, 0L) < fragments) {
            statuses.poll(Duration.ofMillis(20)).forEach(status -> read(status.value()));
          }
          return settled.getOrDefault(tag, 0L) >= fragments;
        });
  }

  private void read(byte[] value) {
    try {
      TagStatus status = TagStatus.parseFrom(value);
      settled.put(status.getTag(), status.getFragments());
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("not a status", e);
    }
  }

  /** Returns when all that was sent is at the broker. */
  void flush() {
    producer.flush();
  }

  /** The merger as it runs now. */
  Merger merger() {
    return merger;
  }

  static void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("not within " + PATIENCE + ": " + what);
      }
      LockSupport.parkNanos(5_000_000);
    }
  }

  /** What the broker has stored so far. */
  TopicBytes topicBytes() throws IOException, InterruptedException {
    try {
      return TopicBytes.read(admin);
    } catch (ExecutionException e) {
      throw new IOException(e);
    }
  }

  /** Where the merger has its stores. */
  Path stateDir() {
    return dir.resolve("state");
  }

  /** Ends the merger, which then has all on disk. */
  void stopMerger() {
    merger.close();
  }

  /** Goes on with a merger that lets no tag rest, so that nobody has to wait for it. */
  void settleWithoutRest() throws MergerStartException, InterruptedException {
    merger.close();
    settings = settings.with(MergerSetting.SETTLE_COST_FACTOR, "0");
    merger = startMerger();
  }

  /** Starts a merger again and returns when it runs. */
  void restartMerger() throws MergerStartException, InterruptedException {
    merger = startMerger();
  }

  @Override
  public void close() {
    merger.close();
    producer.close();
    statuses.close();
    admin.close();
    broker.close();
  }
}
