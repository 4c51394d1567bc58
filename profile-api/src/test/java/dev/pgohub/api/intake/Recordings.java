package dev.pgohub.api.intake;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import jdk.jfr.Recording;
import org.jspecify.annotations.Nullable;

/** Records this process, as an agent would. */
final class Recordings {

  static final String HOT = Recordings.class.getName() + ".hot";

  private Recordings() {}

  private static byte @Nullable [] busy;

  /** Half a second of {@link #HOT}, recorded once. */
  static synchronized byte[] busy() throws IOException {
    if (busy == null) {
      busy = record("jdk.ExecutionSample", Duration.ofMillis(500));
    }
    return busy.clone();
  }

  /** One without samples. */
  static byte[] withoutSamples() throws IOException {
    return record("jdk.CPULoad", Duration.ofMillis(1));
  }

  private static byte[] record(String event, Duration time) throws IOException {
    Path file = Files.createTempFile("recording-", ".jfr");
    try (Recording recording = new Recording()) {
      recording.enable(event).withPeriod(Duration.ofMillis(10)).withStackTrace();
      recording.start();
      hot(time);
      recording.dump(file);
      return Files.readAllBytes(file);
    } finally {
      Files.delete(file);
    }
  }

  private static double hot(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    double sum = 0;
    while (System.nanoTime() < end) {
      for (int i = 0; i < 10_000; i++) {
        sum += Math.sqrt(i);
      }
    }
    return sum;
  }
}
