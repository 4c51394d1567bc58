package dev.pgohub.merger;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides what a fault of a stream thread means: a passing one replaces the thread, which goes on
 * at the last commit; one that cannot pass, passing ones that repeat, and a full disk end the
 * merger.
 */
final class StreamsFaults implements StreamsUncaughtExceptionHandler {

  private static final Logger log = LoggerFactory.getLogger(StreamsFaults.class);

  private final int maxFaults;
  private final long windowNanos;
  private final LongSupplier nanoClock;
  private final CompletableFuture<String> failure;
  private final Deque<Long> recent = new ArrayDeque<>();

  /**
   * @param failure completed with a reason in one line when the merger is to end
   */
  StreamsFaults(
      int maxFaults, Duration window, LongSupplier nanoClock, CompletableFuture<String> failure) {
    this.maxFaults = maxFaults;
    this.windowNanos = window.toNanos();
    this.nanoClock = nanoClock;
    this.failure = failure;
  }

  @Override
  public synchronized StreamThreadExceptionResponse handle(Throwable fault) {
    if (isFullDisk(fault)) {
      // Whoever hears of it logs it; the traces of all stores would say no more.
      failure.complete(
          "the merger gave up: the disk of the state directory is full; it goes on when it is"
              + " started again and there is space: "
              + rootOf(fault).getMessage());
      return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }
    if (!mayPass(fault)) {
      return end("a fault that does not pass: " + rootOf(fault), fault);
    }
    long now = nanoClock.getAsLong();
    recent.add(now);
    while (now - recent.element() > windowNanos) {
      recent.remove();
    }
    if (recent.size() > maxFaults) {
      return end(recent.size() + " faults within a short time, the last: " + rootOf(fault), fault);
    }
    log.warn("a thread of the merger failed and is replaced", fault);
    return StreamThreadExceptionResponse.REPLACE_THREAD;
  }

  private StreamThreadExceptionResponse end(String reason, Throwable fault) {
    String line = "the merger gave up: " + reason.replaceAll("\\s+", " ");
    log.error("{}", line, fault);
    failure.complete(line);
    return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
  }

  private static boolean mayPass(Throwable fault) {
    for (@Nullable Throwable e = fault; e != null; e = e.getCause()) {
      if (e instanceof Error
          || e instanceof AuthenticationException
          || e instanceof AuthorizationException
          || e instanceof UnsupportedVersionException
          || e instanceof MissingSourceTopicException) {
        return false;
      }
    }
    return true;
  }

  /** RocksDB and the file system say it in the same words. */
  private static boolean isFullDisk(Throwable fault) {
    for (@Nullable Throwable e = fault; e != null; e = e.getCause()) {
      String message = String.valueOf(e.getMessage());
      if (message.contains("No space left on device") || message.contains("Disk quota exceeded")) {
        return true;
      }
    }
    return false;
  }

  private static Throwable rootOf(Throwable fault) {
    Throwable root = fault;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }
}
