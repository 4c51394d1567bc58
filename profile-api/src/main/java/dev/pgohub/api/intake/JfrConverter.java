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
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;

/**
 * Turns JFR recordings that agents sent into pprof, a bounded number at a time. For that they stand
 * in a temporary directory of this user alone, which holds as many of them as are read at a time.
 * Thread-safe.
 */
public final class JfrConverter implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(JfrConverter.class);

  private final Path directory;
  private final Semaphore places;
  private final Duration patience;
  private final RecordingLimits limits;

  /**
   * A converter.
   *
   * @param places recordings that are read at the same time
   * @param patience the longest wait for a place
   * @param maxBytes of a recording without its gzip
   * @param maxTime for reading one
   */
  public JfrConverter(int places, Duration patience, long maxBytes, Duration maxTime) {
    this.places = new Semaphore(places);
    this.patience = patience;
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
   * @throws HttpProblem 400 when it is not fit, 503 when too many wait
   */
  JfrProfile convert(byte[] sent) {
    takePlace();
    try {
      byte[] jfr = Gzip.isGzip(sent) ? Gzip.inflated(sent, (int) limits.maxBytes()) : sent;
      return ForeignRecording.convert(jfr, directory, limits);
    } catch (InvalidRecordingException e) {
      throw HttpProblem.badRequest(e.reason().code(), String.valueOf(e.getMessage()));
    } catch (IOException e) {
      log.error("a recording cannot be written to {}", directory, e);
      throw busy("the recording cannot be written to a temporary file; try again");
    } finally {
      places.release();
    }
  }

  private void takePlace() {
    try {
      if (places.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw busy("too many recordings are being read; try again");
  }

  private static HttpProblem busy(String detail) {
    return new HttpProblem(HttpStatus.SERVICE_UNAVAILABLE, "busy", detail)
        .retryAfter(Duration.ofSeconds(1));
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
