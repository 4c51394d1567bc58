package dev.pgohub.standalone;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Why and when this process ends: because it was asked to, by a signal, or because a part of it
 * ended by itself. Thread-safe.
 */
final class Ending {

  /** The longest that an orderly end takes; after that the process is ended without order. */
  static final Duration LIMIT = Duration.ofSeconds(60);

  /** Why: in order, or with one line that says what went wrong. */
  record Reason(ExitCode exitCode, String line) {}

  private final CompletableFuture<Reason> reason = new CompletableFuture<>();
  private final CountDownLatch ended = new CountDownLatch(1);

  /** An ending that SIGTERM and SIGINT bring about, with exit code 0. */
  static Ending onSignals() {
    Ending ending = new Ending();
    Runtime.getRuntime().addShutdownHook(new Thread(ending::onShutdown, "pgohub-shutdown"));
    return ending;
  }

  /** Notes a failure; the first reason counts. */
  void failed(String line) {
    reason.complete(new Reason(ExitCode.PART_ENDED, line));
  }

  /** Whether there is a reason to end. */
  boolean isDue() {
    return reason.isDone();
  }

  /** Waits for a reason, running a check once a second. */
  Reason await(Runnable check) throws InterruptedException {
    while (true) {
      try {
        return reason.get(1, TimeUnit.SECONDS);
      } catch (TimeoutException e) {
        check.run();
      } catch (ExecutionException e) {
        throw new IllegalStateException("a reason is given, never refused", e);
      }
    }
  }

  /** Says that everything is closed: the process may go. */
  void isComplete() {
    ended.countDown();
  }

  private void onShutdown() {
    if (ended.getCount() == 0) {
      return; // The main thread ends the process itself, with its own code.
    }
    reason.complete(new Reason(ExitCode.OK, "ended"));
    boolean inTime = false;
    try {
      inTime = ended.await(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!inTime) {
      System.err.println("pgohub: not all parts ended within " + LIMIT.toSeconds() + " s");
    }
    System.out.flush();
    // A process that was asked to end and did is no failure, but the JVM would say 128 + the
    // signal.
    Runtime.getRuntime().halt(inTime ? reason.join().exitCode().status() : 1);
  }
}
