package dev.pgohub.api.intake;

import dev.pgohub.api.problem.HttpProblem;
import dev.pgohub.jfr.ForeignRecording;
import dev.pgohub.jfr.InvalidRecordingException;
import dev.pgohub.jfr.JfrProfile;
import dev.pgohub.jfr.RecordingLimits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;

/**
 * Turns JFR recordings that agents sent into pprof. For as long as they are read, they stand in a
 * temporary directory of this user alone. Thread-safe.
 */
public final class JfrConverter implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(JfrConverter.class);

  private final Path directory;
  private final RecordingLimits limits;

  /**
   * A converter.
   *
   * @param maxBytes of a recording without its gzip
   * @param maxTime for reading one
   */
  public JfrConverter(long maxBytes, Duration maxTime) {
    RecordingLimits usual = RecordingLimits.DEFAULTS;
    this.limits = new RecordingLimits(maxBytes, usual.maxEvents(), usual.maxStacks(), maxTime);
    try {
      this.directory = Files.createTempDirectory("pgohub-jfr-");
    } catch (IOException e) {
      throw new UncheckedIOException("no temporary directory", e);
    }
  }

  /**
   * Converts a recording.
   *
   * @param sent gzip or raw
   * @return what it holds; without pprof when there was no sample of CPU time
   * @throws HttpProblem 400 when it is not fit, 413 when it is too large
   */
  JfrProfile convert(byte[] sent) {
    try {
      byte[] jfr = Gzip.isGzip(sent) ? Gzip.inflated(sent, (int) limits.maxBytes()) : sent;
      return ForeignRecording.convert(jfr, directory, limits);
    } catch (InvalidRecordingException e) {
      throw HttpProblem.badRequest(e.reason().code(), String.valueOf(e.getMessage()));
    } catch (IOException e) {
      log.error("a recording cannot be written to {}", directory, e);
      throw new HttpProblem(
              HttpStatus.SERVICE_UNAVAILABLE,
              "temporary_file",
              "the recording cannot be written to a temporary file; try again")
          .retryAfter(Duration.ofSeconds(10));
    }
  }

  /** Deletes the directory, in which nothing is when nothing is being read. */
  @Override
  public void close() {
    try {
      Files.deleteIfExists(directory);
    } catch (IOException e) {
      log.warn("{} is left behind: {}", directory, e.toString());
    }
  }
}
