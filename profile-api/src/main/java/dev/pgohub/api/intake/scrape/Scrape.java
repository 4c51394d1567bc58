package dev.pgohub.api.intake.scrape;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** One instance from which profiles are fetched, and how that went. Guarded by its scraper. */
final class Scrape {

  private static final double JITTER = 0.1;
  private static final Duration MAX_FIRST_WAIT = Duration.ofSeconds(10);

  private final ScrapeTarget target;
  private long dueNanos;
  private boolean isRunning;
  private @Nullable ScrapeResult result;
  private @Nullable Instant began;
  private int bytes;
  private String error = "";

  /** Due within seconds, at random, so that not all begin together. */
  Scrape(ScrapeTarget target) {
    this.target = target;
    long most = Math.min(target.interval().toNanos(), MAX_FIRST_WAIT.toNanos());
    dueNanos = System.nanoTime() + ThreadLocalRandom.current().nextLong(most);
  }

  ScrapeTarget target() {
    return target;
  }

  long dueNanos() {
    return dueNanos;
  }

  boolean isRunning() {
    return isRunning;
  }

  void begin() {
    isRunning = true;
    began = Instant.now();
    long nanos = target.interval().toNanos();
    double shorter = JITTER * ThreadLocalRandom.current().nextDouble();
    dueNanos = System.nanoTime() + (long) (nanos * (1 - shorter));
  }

  void end(ScrapeResult result, int bytes, String error) {
    isRunning = false;
    this.result = result;
    this.bytes = bytes;
    this.error = error;
  }

  /**
   * How it stands, for people.
   *
   * @param lastResult null: none was fetched yet
   * @param lastTime when that began
   * @param bytes of the last one that came
   * @param error what was wrong; empty: nothing
   */
  record View(
      String tag,
      String mode,
      String instance,
      String build,
      String url,
      int seconds,
      String interval,
      boolean running,
      @Nullable String lastResult,
      @Nullable Instant lastTime,
      int bytes,
      String error) {}

  View view() {
    return new View(
        target.tag().value(),
        target.mode().value(),
        target.instance(),
        target.build(),
        target.url().toString(),
        target.seconds(),
        target.interval().toSeconds() + "s",
        isRunning,
        result == null ? null : result.code(),
        began,
        bytes,
        error);
  }
}
