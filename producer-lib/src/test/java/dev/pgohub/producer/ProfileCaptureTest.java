package dev.pgohub.producer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.pgohub.jfr.SampleEvent;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Captures that cannot do what they are for: there is no broker here. */
class ProfileCaptureTest {

  private static final Duration SHORT = Duration.ofMillis(200);

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "no tag", "../etc", "tag.lock"})
  void start_tagThatIsNone_capturesNothing(String tag) {
    try (ProfileCapture capture = ProfileCapture.start(tag)) {
      assertThat(capture.isActive()).isFalse();
      assertThat(capture.stats()).isEqualTo(CaptureStats.NONE);
    }
  }

  @Test
  void start_modeThatIsNone_capturesNothing() {
    try (ProfileCapture capture = ProfileCapture.builder("bad-mode").mode("a mode").start()) {
      assertThat(capture.isActive()).isFalse();
    }
  }

  @Test
  void start_fileOfKafkaSettingsThatIsNone_capturesNothing() {
    try (ProfileCapture capture =
        ProfileCapture.builder("secured").kafkaProperties("/none.properties").start()) {
      assertThat(capture.isActive()).isFalse();
      assertThat(capture.stats()).isEqualTo(CaptureStats.NONE);
    }
  }

  @Test
  void start_switchedOff_capturesNothing() {
    try (ProfileCapture capture = ProfileCapture.builder("off").enabled(false).start()) {
      assertThat(capture.isActive()).isFalse();
      assertThat(threads()).noneMatch(name -> name.startsWith("pgohub-capture-off"));
    }
  }

  @Test
  void builder_valuesThatCannotBeUsed_stillStarts() {
    Map<String, Object> overrides = new HashMap<>();
    overrides.put("acks", null);
    overrides.put(null, "1");
    assertThatCode(
            () -> {
              try (ProfileCapture capture =
                  ProfileCapture.builder("odd")
                      .mode(null)
                      .instance(null)
                      .build(null)
                      .bootstrapServers("nowhere.invalid:1")
                      .firstWindow(Duration.ofSeconds(Long.MAX_VALUE, 1))
                      .window(Duration.ofSeconds(-1))
                      .jitter(Double.NaN)
                      .sampler(null)
                      .interval(null)
                      .maxPending(-1)
                      .maxStacks(0)
                      .maxRecordingBytes(-1)
                      .closeTimeout(null)
                      .overrides(null)
                      .overrides(overrides)
                      .start()) {
                assertThat(capture.isActive()).isTrue();
              }
            })
        .doesNotThrowAnyException();
  }

  @Test
  void start_twiceForATag_capturesOnce() {
    try (ProfileCapture first = away("twice").start();
        ProfileCapture second = away("twice").start();
        ProfileCapture other = away("other").start()) {
      assertThat(first.isActive()).isTrue();
      assertThat(second.isActive()).isFalse();
      assertThat(other.isActive()).isTrue();
      second.close();
      assertThat(first.isActive()).isTrue();
      await("both captured", () -> first.stats().windows() > 0 && other.stats().windows() > 0);
    }
  }

  @Test
  void start_afterClose_capturesAgain() {
    ProfileCapture first = away("again").start();
    first.close();
    assertThat(first.isActive()).isFalse();
    try (ProfileCapture second = away("again").start()) {
      assertThat(second.isActive()).isTrue();
      await("a window", () -> second.stats().windows() > 0);
    }
  }

  @Test
  void publish_brokerAway_keepsSomeAndDropsTheOldest() {
    try (Burner service = Burner.start();
        ProfileCapture capture = away("away").maxPending(2).start()) {
      await("drops", () -> capture.stats().dropped() >= 2);
      assertThat(service.isBurning()).isTrue();
      CaptureStats stats = capture.stats();
      assertThat(stats.published()).isZero();
      assertThat(stats.samples()).isPositive();
      capture.close();
      stats = capture.stats();
      assertThat(stats.pending()).isZero();
      assertThat(stats.dropped()).isEqualTo(stats.windows() - stats.idle());
    }
  }

  @Test
  void close_brokerThatNeverAnswers_givesUpInTime() throws Exception {
    // Takes connections, and says nothing on them.
    try (ServerSocket deaf = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      ProfileCapture capture =
          away("deaf")
              .bootstrapServers("127.0.0.1:" + deaf.getLocalPort())
              .closeTimeout(Duration.ofSeconds(1))
              .start();
      Burner.burn(SHORT.multipliedBy(2));
      await("a window", () -> capture.stats().windows() > 0);
      capture.close();
      await("the end", () -> !capture.isActive());
      assertThat(capture.stats().pending()).isZero();
      assertThat(capture.stats().published()).isZero();
    }
  }

  @Test
  void close_interruptedThread_staysInterrupted() {
    ProfileCapture capture = away("interrupted").start();
    await("a window", () -> capture.stats().windows() > 0);
    Thread.currentThread().interrupt();
    capture.close();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(capture.isActive()).isFalse();
  }

  @Test
  void close_leavesNothingBehind() {
    ProfileCapture capture = away("tidy").start();
    Burner.burn(SHORT);
    await("a window", () -> capture.stats().windows() > 0);
    capture.close();
    capture.close();
    assertThat(threads()).noneMatch(name -> name.endsWith("tidy"));
    assertThat(FlightRecorder.getFlightRecorder().getRecordings())
        .extracting(Recording::getName)
        .doesNotContain("pgohub tidy");
  }

  @Test
  void capture_recordingStoppedByOthers_ends() {
    try (ProfileCapture capture = away("stopped").start()) {
      await("a window", () -> capture.stats().windows() > 0);
      FlightRecorder.getFlightRecorder().getRecordings().stream()
          .filter(recording -> recording.getName().equals("pgohub stopped"))
          .forEach(Recording::stop);
      await("the end", () -> !capture.isActive());
      assertThat(capture.stats().failed()).isZero();
    }
  }

  @Test
  void capture_otherRecording_keepsItsOwnEventsAndSettings() {
    try (Recording own = new Recording()) {
      own.enable(SampleEvent.EXECUTION.eventName()).withPeriod(Duration.ofMillis(10));
      own.start();
      try (ProfileCapture capture = away("beside").start()) {
        await("windows", () -> capture.stats().windows() > 1);
      }
      assertThat(own.getState()).isEqualTo(jdk.jfr.RecordingState.RUNNING);
      assertThat(own.getSettings())
          .containsEntry(SampleEvent.EXECUTION.eventName() + "#period", "10000000 ns")
          .hasSize(2);
    }
  }

  private static ProfileCapture.Builder away(String tag) {
    return ProfileCapture.builder(tag)
        .bootstrapServers("127.0.0.1:1")
        .overrides(Map.of("max.block.ms", 200))
        .firstWindow(SHORT)
        .window(SHORT);
  }

  private static void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("in time: " + what).isLessThan(deadline);
      Thread.onSpinWait();
      java.util.concurrent.locks.LockSupport.parkNanos(5_000_000);
    }
  }

  private static java.util.List<String> threads() {
    Thread[] threads = new Thread[Thread.activeCount() + 64];
    int count = Thread.enumerate(threads);
    return Arrays.stream(threads, 0, count).map(Thread::getName).toList();
  }
}
