package dev.pgohub.api.intake;

import dev.pgohub.api.problem.HttpProblem;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.springframework.http.HttpStatus;

/** Lets a bounded number of things that take memory be done at a time. Thread-safe. */
final class Turns {

  private final Semaphore free;
  private final Duration patience;

  /** Something that takes memory. */
  @FunctionalInterface
  interface Work<T, E extends Exception> {
    T run() throws E;
  }

  /**
   * Nothing is being done.
   *
   * @param atATime how many things are done at the same time
   * @param patience the longest wait for a turn
   */
  Turns(int atATime, Duration patience) {
    this.free = new Semaphore(atATime);
    this.patience = patience;
  }

  /**
   * Does it, when it is its turn.
   *
   * @throws HttpProblem 503 when too many wait
   */
  <T, E extends Exception> T take(Work<T, E> work) throws E {
    await();
    try {
      return work.run();
    } finally {
      free.release();
    }
  }

  private void await() {
    try {
      if (free.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new HttpProblem(
            HttpStatus.SERVICE_UNAVAILABLE,
            "busy",
            "too many profiles of agents are being read; try again")
        .retryAfter(Duration.ofSeconds(1));
  }
}
