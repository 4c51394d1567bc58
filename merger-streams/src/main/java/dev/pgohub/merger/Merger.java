package dev.pgohub.merger;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.StreamsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Merges the fragments of its share of the tags, until it is closed. Any number of mergers with the
 * same broker and application id share the tags between them. Thread-safe.
 */
public final class Merger implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Merger.class);
  private static final int WRITE_TEST_BYTES = 64 << 10;

  private final MergerSettings settings;
  private final KafkaStreams streams;
  private final StateOnDisk state;
  private final MergerGroup group;
  private final MergerCounters counters;
  private final StreamsMeters meters;
  private final CompletableFuture<String> failure;
  private final AtomicBoolean closed = new AtomicBoolean();

  private Merger(
      MergerSettings settings,
      KafkaStreams streams,
      StateOnDisk state,
      MergerGroup group,
      MergerCounters counters,
      StreamsMeters meters,
      CompletableFuture<String> failure) {
    this.settings = settings;
    this.streams = streams;
    this.state = state;
    this.group = group;
    this.counters = counters;
    this.meters = meters;
    this.failure = failure;
  }

  /**
   * Waits for the broker, creates missing topics, and starts. Returns before the merger has its
   * share of the tags: see {@link #isReady}.
   *
   * @throws MergerStartException when the broker, a topic or the state directory cannot be used
   * @throws InvalidSettingException when a setting that names a file names a wrong one
   */
  public static Merger start(MergerSettings settings)
      throws MergerStartException, InterruptedException {
    return start(settings, new SimpleMeterRegistry());
  }

  /**
   * The same, counting where an operator reads it.
   *
   * @param registry of this merger alone among those of its process
   * @throws MergerStartException when the broker, a topic or the state directory cannot be used
   * @throws InvalidSettingException when a setting that names a file names a wrong one
   */
  public static Merger start(MergerSettings settings, MeterRegistry registry)
      throws MergerStartException, InterruptedException {
    Properties properties = StreamsProperties.of(settings);
    prepare(settings.stateDir());
    int partitions = new BrokerTopics(settings, properties).prepare();
    MergerCounters counters = new MergerCounters(registry);
    MergerGroup group =
        new MergerGroup(
            settings.applicationId(),
            new StreamsConfig(properties).getAdminConfigs("group"),
            settings.count(MergerSetting.MERGER_THREADS));
    CompletableFuture<String> failure = new CompletableFuture<>();
    KafkaStreams streams;
    try {
      streams =
          new KafkaStreams(
              MergerTopology.build(settings, counters, group::threads, partitions), properties);
    } catch (StreamsException e) {
      throw new MergerStartException(
          ExitCode.BAD_STATE_DIR,
          "the state directory "
              + settings.stateDir()
              + " cannot be used; another merger may be using it: "
              + e.getMessage(),
          e);
    }
    StateOnDisk state = new StateOnDisk(settings);
    try {
      state.open();
    } catch (IOException e) {
      streams.close();
      throw unwritable(settings.stateDir(), e);
    }
    streams.setUncaughtExceptionHandler(
        new StreamsFaults(
            settings.count(MergerSetting.MAX_FAULTS),
            settings.span(MergerSetting.FAULT_WINDOW),
            System::nanoTime,
            failure));
    streams.setStateListener(
        (now, before) -> {
          log.info("the merger is {}", now);
          if (now == KafkaStreams.State.ERROR) {
            failure.complete("the merger gave up");
          }
        });
    StreamsMeters meters = StreamsMeters.bind(streams, registry);
    streams.start();
    group.start();
    return new Merger(settings, streams, state, group, counters, meters, failure);
  }

  private static void prepare(Path stateDir) throws MergerStartException {
    try {
      Files.createDirectories(stateDir);
      Path test = Files.createTempFile(stateDir, "write", ".test");
      try {
        // On a full disk an empty file can still be made.
        Files.write(test, new byte[WRITE_TEST_BYTES]);
      } finally {
        Files.delete(test);
      }
    } catch (IOException e) {
      throw unwritable(stateDir, e);
    }
  }

  private static MergerStartException unwritable(Path stateDir, IOException e) {
    return new MergerStartException(
        ExitCode.BAD_STATE_DIR, "the state directory " + stateDir + " cannot be written: " + e, e);
  }

  /** What Kafka Streams is doing. */
  public KafkaStreams.State state() {
    return streams.state();
  }

  /** Whether fragments are being merged. */
  public boolean isReady() {
    return state() == KafkaStreams.State.RUNNING;
  }

  /**
   * Completes with a reason in one line when the merger gives up by itself; never otherwise. It
   * should then be closed. Nothing is lost: another one goes on where this one stopped.
   */
  public CompletableFuture<String> failure() {
    return failure.copy();
  }

  /** What was done since the start. */
  public MergerStats stats() {
    return counters.stats();
  }

  /** Where the time went since the start. */
  public MergerLoad load() {
    return counters.load();
  }

  /** The metrics of Kafka Streams and of its clients. */
  public Map<MetricName, ? extends Metric> metrics() {
    return streams.metrics();
  }

  /**
   * Commits and ends, within {@link MergerSetting#CLOSE_TIMEOUT}. Without a {@link
   * MergerSetting#GROUP_INSTANCE_ID} the others take over at once, with one they wait for this one
   * to come back until {@link MergerSetting#SESSION_TIMEOUT}. A second call does nothing.
   */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    meters.close();
    group.close();
    Duration timeout = settings.span(MergerSetting.CLOSE_TIMEOUT);
    GroupMembershipOperation membership =
        settings.ifSet(MergerSetting.GROUP_INSTANCE_ID).isPresent()
            ? GroupMembershipOperation.REMAIN_IN_GROUP
            : GroupMembershipOperation.LEAVE_GROUP;
    if (!streams.close(CloseOptions.timeout(timeout).withGroupMembershipOperation(membership))) {
      log.warn("the merger did not end within {}; it goes on at its last commit", timeout);
    } else if (!failure.isDone()) {
      state.closed();
    }
  }
}
