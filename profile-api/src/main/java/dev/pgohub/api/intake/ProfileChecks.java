package dev.pgohub.api.intake;

import dev.pgohub.api.problem.HttpProblem;
import dev.pgohub.pprof.FoldedFragment;
import dev.pgohub.pprof.FragmentReader;
import dev.pgohub.pprof.InvalidProfileException;
import dev.pgohub.pprof.ProfileLimits;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.springframework.http.HttpStatus;

/** Checks profiles, a bounded number at a time. Thread-safe. */
final class ProfileChecks {

  private final BlockingQueue<FragmentReader> readers;
  private final Duration patience;

  /**
   * What was found in a sound profile.
   *
   * @param weight all samples added up
   * @param edges how many there are
   */
  record Checked(long weight, int edges) {}

  /**
   * Makes the readers.
   *
   * @param readers how many profiles are checked at the same time
   * @param patience the longest wait for one of them
   */
  ProfileChecks(int readers, Duration patience) {
    this.readers = new ArrayBlockingQueue<>(readers);
    for (int i = 0; i < readers; i++) {
      this.readers.add(new FragmentReader(ProfileLimits.DEFAULTS));
    }
    this.patience = patience;
  }

  /**
   * Checks one profile, gzip or raw.
   *
   * @throws HttpProblem 400 with what is wrong in it, 503 when too many wait
   */
  Checked check(byte[] pprof) {
    FragmentReader reader = takeReader();
    try {
      FoldedFragment fragment = reader.read(pprof);
      return new Checked(fragment.weight(), fragment.edgeCount());
    } catch (InvalidProfileException e) {
      throw HttpProblem.badRequest(e.reason().code(), String.valueOf(e.getMessage()));
    } finally {
      readers.add(reader);
    }
  }

  private FragmentReader takeReader() {
    try {
      FragmentReader reader = readers.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
      if (reader != null) {
        return reader;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new HttpProblem(
            HttpStatus.SERVICE_UNAVAILABLE,
            "busy",
            "too many fragments are being checked; try again")
        .retryAfter(Duration.ofSeconds(1));
  }
}
