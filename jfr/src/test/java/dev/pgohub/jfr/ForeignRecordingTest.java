package dev.pgohub.jfr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgohub.jfr.InvalidRecordingException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import jdk.jfr.Recording;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForeignRecordingTest {

  private static final String HOT = ForeignRecordingTest.class.getName() + ".hot";
  private static final RecordingLimits LIMITS = RecordingLimits.DEFAULTS;

  @TempDir static Path dir;

  private static byte[] jfr;

  @BeforeAll
  static void record() throws IOException {
    Path file = dir.resolve("agent.jfr");
    try (Recording recording = new Recording()) {
      recording
          .enable(SampleEvent.EXECUTION.eventName())
          .withPeriod(Duration.ofMillis(10))
          .withStackTrace();
      recording.enable("jdk.ActiveSetting");
      recording.start();
      hot(Duration.ofMillis(400));
      recording.dump(dir.resolve("first.jfr")); // Begins a second chunk.
      hot(Duration.ofMillis(200));
      recording.dump(file);
    }
    jfr = Files.readAllBytes(file);
    Files.delete(file);
    Files.delete(dir.resolve("first.jfr"));
  }

  private static long hot(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    long sum = 0;
    while (System.nanoTime() < end) {
      for (int i = 0; i < 10_000; i++) {
        sum += Overloads.twice(i);
      }
    }
    return sum;
  }

  private static JfrProfile convert(byte[] bytes, RecordingLimits limits) throws IOException {
    try {
      return ForeignRecording.convert(bytes, dir, limits);
    } finally {
      assertThat(dir).isEmptyDirectory();
    }
  }

  private static void assertRefused(byte[] bytes, RecordingLimits limits, Reason reason) {
    assertThatThrownBy(() -> convert(bytes, limits))
        .isInstanceOfSatisfying(
            InvalidRecordingException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  @Test
  void convert_functions_beginAtTheLowestLineSeen() throws Exception {
    JfrProfile profile = convert(jfr, LIMITS);
    ReadStacks read = ReadStacks.of(profile);

    assertThat(read.count(stack -> stack.runs(HOT))).isGreaterThan(profile.samples() / 2);
    assertThat(read.periodNanos()).isEqualTo(10_000_000);
    var frames =
        read.stacks().stream()
            .flatMap(stack -> stack.frames().stream())
            .filter(frame -> frame.function().equals(HOT))
            .toList();
    int lowest = frames.stream().mapToInt(ReadStacks.Frame::line).min().orElseThrow();
    assertThat(frames).allMatch(frame -> frame.startLine() == lowest);
  }

  @Test
  void convert_twice_givesTheSameBytes() throws IOException {
    assertThat(convert(jfr, LIMITS).pprof()).isEqualTo(convert(jfr, LIMITS).pprof());
  }

  @Test
  void convert_beyondALimit_isRefused() {
    Duration long_ = Duration.ofMinutes(1);
    assertRefused(
        jfr, new RecordingLimits(jfr.length - 1, 1_000_000, 1000, long_), Reason.TOO_LARGE);
    assertRefused(jfr, new RecordingLimits(jfr.length, 10, 1000, long_), Reason.TOO_LARGE);
    assertRefused(jfr, new RecordingLimits(jfr.length, 1000, 1000, Duration.ZERO), Reason.TOO_SLOW);
  }

  @Test
  void convert_somethingElse_isRefused() {
    assertRefused(new byte[0], LIMITS, Reason.NOT_JFR);
    assertRefused(new byte[100], LIMITS, Reason.NOT_JFR);
    assertRefused("FLR\0".repeat(40).getBytes(), LIMITS, Reason.NOT_JFR);
    assertRefused(Arrays.copyOf(jfr, jfr.length - 1), LIMITS, Reason.NOT_JFR);
  }

  @Test
  void convert_unfinishedChunk_isRefusedAndNotWaitedFor() {
    byte[] unfinished = jfr.clone();
    unfinished[64] = (byte) 255;
    assertRefused(unfinished, LIMITS, Reason.NOT_JFR);
  }

  @Test
  void convert_metadataThatIsNoEvent_isRefused() {
    byte[] moved = jfr.clone();
    ByteBuffer header = ByteBuffer.wrap(moved);
    header.putLong(24, header.getLong(24) + 1);
    assertRefused(moved, LIMITS, Reason.NOT_JFR);
  }

  @Test
  void convert_arrayLargerThanTheFile_isRefused() {
    byte[] promising = jfr.clone();
    int metadata = (int) ByteBuffer.wrap(promising).getLong(24);
    int count = metadata + 4 + 1; // behind its size and type: when, how long, which, how many texts
    for (int number = 0; number < 3; number++) {
      while (promising[count++] < 0) {}
    }
    for (int i = 0; i < 4; i++) {
      promising[count + i] = (byte) 0xff;
    }
    assertRefused(promising, LIMITS, Reason.NOT_JFR);
  }

  @Test
  void convert_damagedAnywhere_isReadOrRefused() throws IOException {
    Random random = new Random(20261126);
    for (int round = 0; round < 100; round++) {
      byte[] damaged = jfr.clone();
      int from = random.nextInt(damaged.length);
      int to = Math.min(damaged.length, from + 1 + random.nextInt(6));
      for (int i = from; i < to; i++) {
        damaged[i] = (byte) random.nextInt();
      }
      try {
        convert(damaged, LIMITS);
      } catch (InvalidRecordingException e) {
        assertThat(e.getMessage()).isNotBlank();
      }
    }
  }
}
