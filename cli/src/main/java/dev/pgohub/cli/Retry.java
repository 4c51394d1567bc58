package dev.pgohub.cli;

import java.time.Duration;

/**
 * Asks again while a hub is busy: statuses 429 and 503, as long after as it says, a bounded number
 * of times. The profile's content names it, so that sending it again does not count it twice.
 */
final class Retry {

  private static final int ATTEMPTS = 6;
  private static final Duration LONGEST = Duration.ofSeconds(30);

  /** One try. */
  interface Attempt {
    Hub.Answer run() throws CommandFailure;
  }

  /** The first answer that is not busy, or the last one. */
  Hub.Answer whileBusy(Attempt attempt) throws CommandFailure {
    Hub.Answer answer = attempt.run();
    for (int tries = 1; tries < ATTEMPTS && isBusy(answer); tries++) {
      try {
        Thread.sleep(pause(answer.header("Retry-After").orElse(""), tries).toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return answer;
      }
      answer = attempt.run();
    }
    return answer;
  }

  private static boolean isBusy(Hub.Answer answer) {
    return answer.status() == 429 || answer.status() == 503;
  }

  /** As the hub says, else 1, 2, 4… seconds; 30 at most. */
  static Duration pause(String retryAfter, int tries) {
    long seconds =
        retryAfter.matches("[0-9]{1,9}")
            ? Long.parseLong(retryAfter)
            : 1L << Math.min(tries - 1, 5);
    return Duration.ofSeconds(Math.min(Math.max(seconds, 0), LONGEST.toSeconds()));
  }
}
