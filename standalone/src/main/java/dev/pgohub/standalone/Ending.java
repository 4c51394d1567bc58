package dev.pgohub.standalone;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.LoggerFactory;
import sun.misc.Signal;

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

  /**
   * An ending that SIGTERM, SIGINT and SIGHUP bring about, unless the process was started to ignore
   * them. The JVM's own way with them would end with 128 + the signal, as if that were a failure,
   * and leaves its hooks no order.
   */
  static Ending onSignals() {
    Ending ending = new Ending();
    for (String signal : List.of("TERM", "INT", "HUP")) {
      try {
        Signal.handle(
            new Signal(signal), received -> ending.complete(new Reason(ExitCode.OK, "ended")));
      } catch (IllegalArgumentException e) {
        // The JVM was told to leave this signal alone (-Xrs), or there is none.
        LoggerFactory.getLogger(Ending.class).debug("SIG{} is not handled", signal, e);
      }
    }
    return ending;
  }

  private void complete(Reason first) {
    if (reason.complete(first)) {
      Thread watchdog = new Thread(this::limit, "pgohub-end-limit");
      watchdog.setDaemon(true);
      watchdog.start();
    }
  }

  /** Notes a failure; the first reason counts. */
  void failed(String line) {
    complete(new Reason(ExitCode.PART_ENDED, line));
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

  private void limit() {
    try {
      TimeUnit.NANOSECONDS.sleep(LIMIT.toNanos());
      System.err.println("pgohub: not all parts ended within " + LIMIT.toSeconds() + " s");
      Runtime.getRuntime().halt(ExitCode.FAILURE.status());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
