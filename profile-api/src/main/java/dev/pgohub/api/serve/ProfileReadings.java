package dev.pgohub.api.serve;

import dev.pgohub.api.ProfileApiSettings;
import dev.pgohub.api.problem.HttpProblem;
import dev.pgohub.api.store.ContentKind;
import dev.pgohub.api.store.OpenProfile;
import dev.pgohub.pprof.FragmentReader;
import dev.pgohub.pprof.InvalidProfileException;
import dev.pgohub.pprof.InvalidReason;
import dev.pgohub.pprof.LabelChoice;
import dev.pgohub.pprof.ProfileLimits;
import dev.pgohub.pprof.Tally;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** Reads merged profiles back into weights, a bounded number at a time. Thread-safe. */
@Component
public class ProfileReadings {

  private static final Logger log = LoggerFactory.getLogger(ProfileReadings.class);

  /** A merged profile may hold more than any one fragment. */
  private static final ProfileLimits LIMITS =
      new ProfileLimits(256 << 20, 20_000_000, 1_000, 1 << 20, Long.MAX_VALUE, false);

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Semaphore places;

  ProfileReadings(ProfileApiSettings settings) {
    places = new Semaphore(settings.comparisons());
  }

  /**
   * Takes a place.
   *
   * @throws HttpProblem 503 when there is none within a few seconds
   */
  public Place enter() {
    try {
      if (places.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        return new Place();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new HttpProblem(
            HttpStatus.SERVICE_UNAVAILABLE, "busy", "too many profiles are being read; try again")
        .retryAfter(PATIENCE);
  }

  /** A place among those who read, to be left by {@link #close}. Not thread-safe. */
  public final class Place implements AutoCloseable {

    private Place() {}

    /**
     * The weights of one content; of an empty one: none.
     *
     * @throws HttpProblem 500 when it is no profile
     */
    public Tally tally(OpenProfile open, ContentKind kind) throws IOException {
      return tally(open, kind, null);
    }

    /**
     * The weights of what a label chooses of one content; of an empty one: none.
     *
     * @param labels null: all
     * @throws HttpProblem 500 when it is no profile
     */
    public Tally tally(OpenProfile open, ContentKind kind, @Nullable LabelChoice labels)
        throws IOException {
      var content = new ByteArrayOutputStream((int) open.profile().content(kind).bytes());
      open.read(kind, content::write);
      Tally tally = new Tally();
      try {
        new FragmentReader(LIMITS).read(content.toByteArray(), labels).addTo(tally);
      } catch (InvalidProfileException e) {
        if (e.reason() != InvalidReason.EMPTY && e.reason() != InvalidReason.NO_SAMPLES) {
          log.error("a profile of {} cannot be read: {}", open.profile().tag(), e.getMessage());
          throw new HttpProblem(
              HttpStatus.INTERNAL_SERVER_ERROR,
              "unreadable_profile",
              "what is stored is no profile: " + e.getMessage());
        }
      }
      return tally;
    }

    @Override
    public void close() {
      places.release();
    }
  }
}
