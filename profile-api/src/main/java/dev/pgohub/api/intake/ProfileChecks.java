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
   * @param hasTimes whether the profile says when it began and how long it took
   */
  record Checked(long weight, int edges, boolean hasTimes) {}

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
   * @throws InvalidProfileException with what is wrong in it
   * @throws HttpProblem 503 when too many wait
   */
  Checked check(byte[] pprof) throws InvalidProfileException {
    FragmentReader reader = takeReader();
    try {
      FoldedFragment fragment = reader.read(pprof);
      boolean hasTimes = fragment.startUnixNanos() > 0 && fragment.durationNanos() > 0;
      return new Checked(fragment.weight(), fragment.edgeCount(), hasTimes);
    } finally {
      readers.add(reader);
    }
  }

  /** How a profile that is not fit is refused. */
  static HttpProblem refusal(InvalidProfileException e) {
    return HttpProblem.badRequest(e.reason().code(), String.valueOf(e.getMessage()));
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
