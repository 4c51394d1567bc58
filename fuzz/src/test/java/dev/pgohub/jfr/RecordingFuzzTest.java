package dev.pgohub.jfr;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import jdk.jfr.Recording;
import org.junit.jupiter.params.provider.MethodSource;

/** A recording that the guard lets through does not hang, exhaust or break the JDK's reader. */
class RecordingFuzzTest {

  private static final RecordingLimits LIMITS =
      new RecordingLimits(1 << 20, 10_000, 1_000, Duration.ofSeconds(5));

  static Stream<byte[]> recordings() throws IOException {
    Path file = Files.createTempFile("seed", ".jfr");
    try (Recording recording = new Recording()) {
      recording.enable("jdk.ExecutionSample");
      recording.start();
      recording.stop();
      recording.dump(file);
      return Stream.of(Files.readAllBytes(file));
    } finally {
      Files.delete(file);
    }
  }

  @MethodSource("recordings")
  @FuzzTest
  void recording(byte[] jfr) throws IOException {
    try {
      ForeignRecording.convert(jfr, Path.of(System.getProperty("java.io.tmpdir")), LIMITS);
    } catch (InvalidRecordingException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }
}
