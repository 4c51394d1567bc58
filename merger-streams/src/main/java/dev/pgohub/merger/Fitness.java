package dev.pgohub.merger;

import dev.pgohub.merger.state.InstanceState;
import dev.pgohub.pprof.FoldedFragment;
import dev.pgohub.pprof.InvalidReason;
import dev.pgohub.schemas.Policy;
import dev.pgohub.schemas.PolicyField;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Whether a fragment is fit for a build, by the policy of its tag. Each refusal says what was
 * measured, what the limit is, and what to do. Immutable: made once for a policy.
 */
final class Fitness {

  private final Policy policy;
  private final Duration maxAge;
  private final Duration maxSkew;
  private final Duration minDuration;
  private final long minSamples;
  private final double minSymbolized;
  private final double maxIdle;
  private final long maxFragmentsPerInstance;

  Fitness(Policy policy) {
    this.policy = policy;
    maxAge = policy.span(PolicyField.MAX_AGE);
    maxSkew = policy.span(PolicyField.MAX_SKEW);
    minDuration = policy.span(PolicyField.MIN_DURATION);
    minSamples = policy.count(PolicyField.MIN_SAMPLES);
    minSymbolized = policy.share(PolicyField.MIN_SYMBOLIZED);
    maxIdle = policy.share(PolicyField.MAX_IDLE);
    maxFragmentsPerInstance = policy.count(PolicyField.MAX_FRAGMENTS_PER_INSTANCE);
  }

  /**
   * Looks at when it was taken.
   *
   * @param startNanos when it began, in nanoseconds since 1970 UTC
   * @param arrivedMillis the broker's time
   * @throws RefusedException when that is too long ago, or to come
   */
  void requireTime(long startNanos, long arrivedMillis) throws RefusedException {
    long startMillis = TimeUnit.NANOSECONDS.toMillis(startNanos);
    if (arrivedMillis - startMillis > maxAge.toMillis()) {
      throw refused(
          RefusedException.TOO_OLD,
          "it began at %s, %s before it arrived; at most %s (maxAge)",
          Instant.ofEpochMilli(startMillis),
          span(arrivedMillis - startMillis),
          policy.text(PolicyField.MAX_AGE));
    }
    if (startMillis - arrivedMillis > maxSkew.toMillis()) {
      throw refused(
          RefusedException.FROM_THE_FUTURE,
          "it began at %s, %s after it arrived; at most %s (maxSkew)",
          Instant.ofEpochMilli(startMillis),
          span(startMillis - arrivedMillis),
          policy.text(PolicyField.MAX_SKEW));
    }
  }

  /**
   * Looks at how much it holds.
   *
   * @param durationNanos how long it took; 0 when unknown
   * @throws RefusedException when that is too little
   */
  void requireContent(FoldedFragment fragment, long durationNanos) throws RefusedException {
    if (durationNanos > 0 && durationNanos < minDuration.toNanos()) {
      throw refused(
          RefusedException.TOO_SHORT,
          "it took %s; at least %s (minDuration)",
          span(TimeUnit.NANOSECONDS.toMillis(durationNanos)),
          policy.text(PolicyField.MIN_DURATION));
    }
    if (fragment.weight() < minSamples) {
      throw refused(
          RefusedException.TOO_FEW_SAMPLES,
          "it has %d samples; at least %s (minSamples)",
          fragment.weight(),
          policy.text(PolicyField.MIN_SAMPLES));
    }
    double symbolized = fragment.symbolizedShare();
    if (symbolized < minSymbolized) {
      throw refused(
          InvalidReason.UNSYMBOLIZED.code(),
          "%.3f of its edge weight has function names and start lines; at least %s"
              + " (minSymbolized)",
          symbolized,
          policy.text(PolicyField.MIN_SYMBOLIZED));
    }
    double idle = fragment.idleShare();
    if (idle > maxIdle) {
      throw refused(
          RefusedException.IDLE,
          "%.3f of its samples are scheduling, collecting garbage or idling; at most %s (maxIdle)",
          idle,
          policy.text(PolicyField.MAX_IDLE));
    }
  }

  /**
   * Looks at how much its instance sent in the same hour.
   *
   * @param instance what was folded of it so far
   * @throws RefusedException when that is too much
   */
  void requireQuota(InstanceState instance) throws RefusedException {
    if (instance.getFragments() >= maxFragmentsPerInstance) {
      throw refused(
          RefusedException.INSTANCE_QUOTA,
          "its instance has %d fragments in this hour already; at most %d"
              + " (maxFragmentsPerInstance)",
          instance.getFragments(),
          maxFragmentsPerInstance);
    }
  }

  /** Whether an instance may send one more even when as many as are under way count before it. */
  boolean hasRoom(InstanceState instance, long underWay) {
    return instance.getFragments() + underWay < maxFragmentsPerInstance;
  }

  private static RefusedException refused(String reason, String format, Object... values) {
    return new RefusedException(reason, String.format(Locale.ROOT, format, values));
  }

  private static String span(long millis) {
    return Duration.ofMillis(millis).toString().substring(2).toLowerCase(Locale.ROOT);
  }
}
