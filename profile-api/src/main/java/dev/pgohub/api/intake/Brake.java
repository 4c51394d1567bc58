package dev.pgohub.api.intake;

import dev.pgohub.api.problem.HttpProblem;
import java.time.Duration;
import java.util.concurrent.Semaphore;

/**
 * Holds a refusal back for a moment, so that those who come again at once, whatever they were told,
 * do not take up the time in which profiles are served. A bounded number is held at a time, for
 * each holds a thread; more are refused at once. Thread-safe.
 */
final class Brake {

  private final Semaphore free;
  private final Duration moment;

  /**
   * Nobody is held.
   *
   * @param atATime how many are held at the same time
   * @param moment how long each is held
   */
  Brake(int atATime, Duration moment) {
    this.free = new Semaphore(atATime);
    this.moment = moment;
  }

  /** Returns the refusal when it is to be answered. */
  HttpProblem hold(HttpProblem refusal) {
    if (free.tryAcquire()) {
      try {
        Thread.sleep(moment.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        free.release();
      }
    }
    return refusal;
  }
}
