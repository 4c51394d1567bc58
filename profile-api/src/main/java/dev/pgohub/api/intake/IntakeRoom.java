package dev.pgohub.api.intake;

import dev.pgohub.api.problem.HttpProblem;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.springframework.http.HttpStatus;

/** Bounds how many posts are under way, and how many bytes of bodies they hold. Thread-safe. */
final class IntakeRoom {

  private static final int UNIT = 1 << 10;

  private final Semaphore posts;
  private final Semaphore kibibytes;

  IntakeRoom(int maxPosts, long maxBytes) {
    posts = new Semaphore(maxPosts);
    kibibytes = new Semaphore((int) Math.min(Integer.MAX_VALUE, maxBytes / UNIT));
  }

  /**
   * Takes a place.
   *
   * @throws HttpProblem 503 when there is none
   */
  Place enter() {
    if (!posts.tryAcquire()) {
      throw busy("too many fragments are being taken in; try again");
    }
    return new Place();
  }

  private static HttpProblem busy(String detail) {
    return new HttpProblem(HttpStatus.SERVICE_UNAVAILABLE, "busy", detail)
        .retryAfter(Duration.ofSeconds(1));
  }

  /** A place in the room, to be left by {@link #close}. Not thread-safe. */
  final class Place implements AutoCloseable {

    private int held;

    private Place() {}

    /**
     * Makes room for a body.
     *
     * @param bytes that it has by now, in all
     * @throws HttpProblem 503 when there is none
     */
    void holds(int bytes) {
      int more = (bytes + UNIT - 1) / UNIT - held;
      if (more > 0) {
        if (!kibibytes.tryAcquire(more)) {
          throw busy("too many bytes are being taken in; try again");
        }
        held += more;
      }
    }

    @Override
    public void close() {
      kibibytes.release(held);
      posts.release();
    }
  }
}
