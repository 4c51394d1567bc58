package dev.pgohub.publisher;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Counts publications by what became of them, and how long they took. Thread-safe. */
final class PublicationMeters {

  private static final String NAME = "pgohub.publisher.publication";

  private static final Duration[] STEPS = {
    Duration.ofMillis(100),
    Duration.ofMillis(500),
    Duration.ofSeconds(2),
    Duration.ofSeconds(10),
    Duration.ofMinutes(1),
    Duration.ofMinutes(10)
  };

  private final MeterRegistry meters;
  private final Timer committed;

  /** Counts in a registry that is this publisher's own. */
  PublicationMeters(MeterRegistry meters, BooleanSupplier isReady) {
    this.meters = meters;
    this.committed = timer("committed", "none");
    Gauge.builder("pgohub.publisher.running", () -> isReady.getAsBoolean() ? 1 : 0)
        .description("1 while the publisher has its share of the tags")
        .register(meters);
  }

  private Timer timer(String result, String reason) {
    return Timer.builder(NAME)
        .description("Publications of a generation to a repository")
        .tag("result", result)
        .tag("reason", reason)
        .serviceLevelObjectives(STEPS)
        .register(meters);
  }

  void countCommitted(long nanos) {
    committed.record(Duration.ofNanos(nanos));
  }

  void countFailed(PublicationException.Reason reason, long nanos) {
    timer("failed", PublicationException.code(reason)).record(Duration.ofNanos(nanos));
  }
}
