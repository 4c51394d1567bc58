package dev.pgohub.merger;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.pgohub.schemas.ControlKey;
import dev.pgohub.schemas.MergedProfileKey;
import dev.pgohub.schemas.ProfileMode;
import dev.pgohub.schemas.ProfileTag;
import dev.pgohub.schemas.Topic;
import dev.pgohub.schemas.proto.Fragment;
import dev.pgohub.schemas.proto.MergedProfile;
import dev.pgohub.schemas.proto.Rejection;
import dev.pgohub.schemas.proto.TagPolicy;
import dev.pgohub.schemas.proto.TagStatus;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueStore;

/** The topology without a broker, with clocks that only move when they are told. */
final class MergerDriver implements AutoCloseable {

  static final Instant START = Instant.parse("2026-11-20T10:00:00Z");

  /** Lets everything in and adds it up as pprof does: what was sent is what comes out. */
  static final String PLAIN =
      "stitch=sum;halfLife=none;window=36500d;maxAge=36500d;maxSkew=36500d;readyWeight=0;gate=always;"
          + "minSamples=0;minDuration=0s;minSymbolized=0;maxIdle=1";

  private final MeterRegistry meters = new SimpleMeterRegistry();
  private final MergerCounters counters = new MergerCounters(meters);
  private final TopologyTestDriver driver;
  private final TestInputTopic<byte[], byte[]> fragments;
  private final TestInputTopic<byte[], byte[]> said;
  private final TestOutputTopic<byte[], byte[]> merged;
  private final TestOutputTopic<byte[], byte[]> generations;
  private final TestOutputTopic<byte[], byte[]> status;
  private final TestOutputTopic<byte[], byte[]> rejections;
  private Instant brokerTime = START;
  private int threads = 1;

  MergerDriver(Path stateDir) {
    this(plain().withStateDir(stateDir));
  }

  /** Settings with the plain policy. */
  static MergerSettings plain() {
    return MergerSettings.defaults().with(MergerSetting.POLICY, PLAIN);
  }

  MergerDriver(MergerSettings settings) {
    driver =
        new TopologyTestDriver(
            MergerTopology.build(settings, counters, () -> threads, 1),
            StreamsProperties.of(settings),
            START);
    var out = new ByteArraySerializer();
    var in = new ByteArrayDeserializer();
    fragments = driver.createInputTopic(Topic.FRAGMENTS.topicName(), out, out);
    said = driver.createInputTopic(Topic.POLICIES.topicName(), out, out);
    generations = driver.createOutputTopic(Topic.GENERATIONS.topicName(), in, in);
    status = driver.createOutputTopic(Topic.STATUS.topicName(), in, in);
    merged = driver.createOutputTopic(Topic.MERGED.topicName(), in, in);
    rejections = driver.createOutputTopic(Topic.REJECTIONS.topicName(), in, in);
  }

  /** How many threads the merger believes that there are; 0: nobody could help. */
  void threads(int count) {
    threads = count;
  }

  Instant brokerTime() {
    return brokerTime;
  }

  /** What open hours take. */
  double openHourBytes() {
    return meters.get("pgohub.merger.open.hours").gauge().value();
  }

  MergerLoad load() {
    return counters.load();
  }

  void send(Fragment fragment) {
    send(fragment.getTag().getBytes(US_ASCII), fragment.toByteArray());
  }

  void send(byte[] key, byte[] value) {
    fragments.pipeInput(key, value, brokerTime);
  }

  /** Says something about a tag. */
  void say(String tag, ControlKey.Kind kind, byte[] value) {
    said.pipeInput(new ControlKey(ProfileTag.of(tag), kind).toBytes(), value, brokerTime);
  }

  /** Gives a tag a policy of its own. */
  void policy(String tag, Map<String, String> fields) {
    say(
        tag,
        ControlKey.Kind.POLICY,
        TagPolicy.newBuilder().putAllFields(fields).build().toByteArray());
  }

  void sendAll(List<Fragment> all) {
    all.forEach(this::send);
  }

  void passBrokerTime(Duration time) {
    brokerTime = brokerTime.plus(time);
  }

  void passTime(Duration time) {
    driver.advanceWallClockTime(time);
  }

  /** Lets so much time pass that whatever is dirty is settled. */
  void settle() {
    // Resting may depend on how long settling really took.
    for (int i = 0; i < 20; i++) {
      passTime(Duration.ofMinutes(10));
    }
  }

  /** All records published since this was last asked; the key of each, and null for an end. */
  List<KeyValue<MergedProfileKey, byte[]>> published() {
    return records(merged);
  }

  /** All records of generations since this was last asked. */
  List<KeyValue<MergedProfileKey, byte[]>> generations() {
    return records(generations);
  }

  private static List<KeyValue<MergedProfileKey, byte[]>> records(
      TestOutputTopic<byte[], byte[]> topic) {
    List<KeyValue<MergedProfileKey, byte[]>> records = new ArrayList<>();
    topic
        .readKeyValuesToList()
        .forEach(kv -> records.add(KeyValue.pair(MergedProfileKey.parse(kv.key), kv.value)));
    return records;
  }

  /** The latest status of a tag since this was last asked. */
  TagStatus status(String tag) {
    byte[] latest = null;
    for (var record : status.readKeyValuesToList()) {
      if (tag.equals(new String(record.key, US_ASCII))) {
        latest = record.value;
      }
    }
    try {
      return TagStatus.parseFrom(latest);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** The tags whose status ended since it was last asked. */
  List<String> statusEnds() {
    List<String> ended = new ArrayList<>();
    for (var record : status.readKeyValuesToList()) {
      if (record.value == null) {
        ended.add(new String(record.key, US_ASCII));
      }
    }
    return ended;
  }

  /** The latest generations published since this was last asked. */
  Map<MergedProfileKey, MergedProfile> latest() {
    Map<MergedProfileKey, MergedProfile> latest = new LinkedHashMap<>();
    for (var record : published()) {
      if (record.key.part() == MergedProfileKey.WHOLE && record.value != null) {
        latest.put(record.key, profile(record.value));
      }
    }
    return latest;
  }

  /** The latest generation of a tag published since this or the like was last asked. */
  MergedProfile latest(String tag) {
    MergedProfile profile = latest().get(key(tag, ""));
    if (profile == null) {
      throw new AssertionError("nothing was published of " + tag);
    }
    return profile;
  }

  static MergedProfileKey key(String tag, String mode) {
    return MergedProfileKey.of(ProfileTag.of(tag), ProfileMode.of(mode));
  }

  static MergedProfile profile(byte[] value) {
    try {
      return MergedProfile.parseFrom(value);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  List<KeyValue<byte[], Rejection>> rejections() {
    List<KeyValue<byte[], Rejection>> all = new ArrayList<>();
    for (var record : rejections.readKeyValuesToList()) {
      try {
        all.add(KeyValue.pair(record.key, Rejection.parseFrom(record.value)));
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
    return all;
  }

  KeyValueStore<byte[], byte[]> store(String name) {
    return driver.getKeyValueStore(name);
  }

  MergerStats stats() {
    return counters.stats();
  }

  @Override
  public void close() {
    driver.close();
  }
}
