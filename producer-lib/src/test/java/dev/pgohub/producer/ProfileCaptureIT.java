package dev.pgohub.producer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgohub.jfr.SampleEvent;
import dev.pgohub.producer.ReadProfile.Sample;
import dev.pgohub.schemas.proto.Fragment;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.ToLongFunction;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProfileCaptureIT {

  private static final Duration SHORT = Duration.ofMillis(250);

  @TempDir static Path dir;

  private static HubBroker hub;

  @BeforeAll
  static void startBroker() throws Exception {
    hub = HubBroker.start(dir.resolve("shared"));
  }

  @AfterAll
  static void stopBroker() {
    hub.close();
  }

  @Test
  void capture_busyMethod_isOnTopWithItsLines() throws Exception {
    try (ProfileCapture capture =
        capture("top").mode("serve").instance("host-1").build("4f2a").start()) {
      Burner.burn(Duration.ofSeconds(2));
      capture.close();
      assertThat(capture.stats().failed() + capture.stats().dropped()).isZero();
    }

    List<Fragment> fragments = hub.await("top", all -> all.size() >= 3);
    assertThat(fragments)
        .allSatisfy(
            fragment -> {
              assertThat(fragment.getMode()).isEqualTo("serve");
              assertThat(fragment.getInstance()).isEqualTo("host-1");
              assertThat(fragment.getBuild()).isEqualTo("4f2a");
              assertThat(fragment.getDurationNanos()).isPositive();
            });
    Map<String, Long> leaves = new HashMap<>();
    for (Fragment fragment : fragments) {
      for (Sample sample : HubBroker.profile(fragment).samples()) {
        leaves.merge(sample.frames().get(0).function(), sample.count(), Long::sum);
      }
    }
    assertThat(leaves.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow().getKey())
        .isEqualTo(Burner.MIX);
    int first = lineOf("first of mix");
    assertThat(fragments)
        .flatExtracting(fragment -> HubBroker.profile(fragment).samples())
        .flatExtracting(Sample::frames)
        .filteredOn(frame -> frame.function().equals(Burner.MIX))
        .allMatch(frame -> frame.startLine() == first)
        .allMatch(frame -> frame.file().equals(Burner.FILE))
        .allMatch(frame -> frame.line() >= first && frame.line() <= first + 5);
  }

  @Test
  void capture_fragments_followEachOther() throws Exception {
    try (Burner burner = Burner.start();
        ProfileCapture capture = capture("chain").start()) {
      assertThat(burner.isBurning()).isTrue();
      await("windows", () -> capture.stats().published() >= 4);
    }
    List<Fragment> fragments = hub.await("chain", all -> all.size() >= 4);
    for (int i = 1; i < fragments.size(); i++) {
      Fragment before = fragments.get(i - 1);
      assertThat(fragments.get(i).getStartUnixNanos())
          .isEqualTo(before.getStartUnixNanos() + before.getDurationNanos());
    }
    String boot = fragments.get(0).getFragmentId().split("-")[0];
    assertThat(fragments.stream().map(Fragment::getFragmentId))
        .isEqualTo(
            LongStream.rangeClosed(1, fragments.size()).mapToObj(n -> boot + "-" + n).toList());
    assertThat(fragments.get(0).getInstance()).endsWith("-" + boot.substring(0, 8));
  }

  @Test
  void capture_windowBoundaries_loseAndDoubleNothing() throws Exception {
    try (Recording witness = new Recording()) {
      witness.start();
      ProfileCapture capture = capture("exact").interval(Duration.ofMillis(10)).start();
      await("a window", () -> capture.stats().windows() > 0);
      // The witness asks for no samples: it sees those of the capture, as they share the chunks.
      try (Burner burner = Burner.start()) {
        while (burner.isBurning() && capture.stats().windows() < 10) {
          // Others begin chunks, too.
          try (Recording other = new Recording()) {
            other.start();
            LockSupport.parkNanos(SHORT.toNanos() / 2);
          }
        }
      }
      long windows = capture.stats().windows();
      await("a last window", () -> capture.stats().windows() > windows);
      Path file = dir.resolve("witness.jfr");
      witness.dump(file);
      capture.close();

      long published = capture.stats().published();
      List<Fragment> fragments = hub.await("exact", all -> all.size() >= published);
      assertThat(HubBroker.count(fragments, sample -> sample.runs(Burner.RUN)))
          .isEqualTo(countOfBurner(file))
          .isPositive();
      assertThat(capture.stats().samples()).isEqualTo(HubBroker.count(fragments, sample -> true));
    }
  }

  private static long countOfBurner(Path file) throws Exception {
    long count = 0;
    try (RecordingFile recording = new RecordingFile(file)) {
      while (recording.hasMoreEvents()) {
        RecordedEvent event = recording.readEvent();
        if (Stream.of(SampleEvent.values())
                .anyMatch(kind -> event.getEventType().getName().equals(kind.eventName()))
            && event.getStackTrace() != null
            && event.getStackTrace().getFrames().stream()
                .map(
                    frame ->
                        frame.getMethod().getType().getName() + "." + frame.getMethod().getName())
                .anyMatch(Burner.RUN::equals)) {
          count++;
        }
      }
    }
    return count;
  }

  @Test
  void capture_otherRecordingSamplesMoreOften_saysSo() throws Exception {
    try (Recording finer = new Recording()) {
      finer.enable(SampleEvent.EXECUTION.eventName()).withPeriod(Duration.ofMillis(10));
      finer.start();
      try (ProfileCapture capture =
          capture("finer").sampler(SampleEvent.EXECUTION).interval(Duration.ofMillis(40)).start()) {
        Burner.burn(Duration.ofMillis(600));
        await("a window", () -> capture.stats().published() >= 1);
      }
    }
    Fragment fragment = hub.await("finer", all -> !all.isEmpty()).get(0);
    assertThat(HubBroker.profile(fragment).period()).isEqualTo(Duration.ofMillis(10).toNanos());
  }

  @Test
  void capture_ownThreads_areLeftOut() throws Exception {
    try (Burner burner = Burner.start();
        ProfileCapture capture = capture("own").interval(Duration.ofMillis(1)).start()) {
      assertThat(burner.isBurning()).isTrue();
      await("windows", () -> capture.stats().published() >= 3);
    }
    List<Fragment> fragments = hub.await("own", all -> all.size() >= 3);
    assertThat(
            HubBroker.count(fragments, sample -> sample.runs(CaptureLoop.class.getName() + ".run")))
        .isZero();
  }

  @Test
  void publish_brokerComesLate_arrivesAll() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    try (Burner burner = Burner.start();
        ProfileCapture capture =
            capture("late").bootstrapServers("127.0.0.1:" + port).maxPending(1000).start()) {
      assertThat(burner.isBurning()).isTrue();
      await("windows that wait", () -> capture.stats().pending() >= 3);
      assertThat(capture.stats().published()).isZero();
      try (HubBroker late = HubBroker.start(dir.resolve("late"), port)) {
        await("that they arrive", () -> capture.stats().published() >= 3);
        capture.close();
        assertThat(capture.stats().dropped() + capture.stats().failed()).isZero();
        long published = capture.stats().published();
        List<Fragment> fragments = late.await("late", all -> all.size() >= published);
        assertThat(fragments.stream().map(Fragment::getFragmentId).distinct())
            .hasSize((int) published);
        assertThat(HubBroker.count(fragments, sample -> true)).isEqualTo(capture.stats().samples());
      }
    }
  }

  @Test
  void publish_profileThatTheBrokerRefuses_isCountedAndLeavesTheRest() throws Exception {
    try (Burner burner = Burner.start();
        ProfileCapture capture =
            capture("refused").overrides(Map.of("max.request.size", 300)).start()) {
      assertThat(burner.isBurning()).isTrue();
      await("refusals", () -> capture.stats().failed() >= 2);
      assertThat(capture.stats().published()).isZero();
      assertThat(capture.stats().dropped()).isZero();
    }
  }

  @Test
  void capture_temporaryFiles_areDeleted() throws Exception {
    String prefix = "pgohub-" + ProcessHandle.current().pid() + "-";
    ToLongFunction<Path> ours =
        directory -> {
          try (var files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().startsWith(prefix)).count();
          } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
          }
        };
    Path tmp = Path.of(System.getProperty("java.io.tmpdir"));
    long before = ours.applyAsLong(tmp);
    try (ProfileCapture capture = capture("files").start()) {
      await("windows", () -> capture.stats().windows() >= 3);
    }
    assertThat(ours.applyAsLong(tmp)).isEqualTo(before);
    assertThat(FlightRecorder.getFlightRecorder().getRecordings())
        .extracting(Recording::getName)
        .noneMatch(name -> name.startsWith("pgohub"));
  }

  private static ProfileCapture.Builder capture(String tag) {
    return ProfileCapture.builder(tag)
        .bootstrapServers(hub.servers())
        .firstWindow(SHORT)
        .window(SHORT);
  }

  private static int lineOf(String remark) throws Exception {
    List<String> source = Files.readAllLines(Path.of("src/test/java").resolve(Burner.FILE));
    for (int i = 0; i < source.size(); i++) {
      if (source.get(i).contains("// " + remark)) {
        return i + 1;
      }
    }
    throw new AssertionError("no line says " + remark);
  }

  private static void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(40).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("in time: " + what).isLessThan(deadline);
      LockSupport.parkNanos(5_000_000);
    }
  }
}
