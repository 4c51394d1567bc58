package dev.pgohub.jfr;

import dev.pgohub.jfr.InvalidRecordingException.Reason;

/** How much of a recording may still be read. Not thread-safe. */
final class EventBudget {

  private final long maxEvents;
  private final long maxNanos;
  private final long begin = System.nanoTime();
  private long events;

  private EventBudget(long maxEvents, long maxNanos) {
    this.maxEvents = maxEvents;
    this.maxNanos = maxNanos;
  }

  /** No end: for recordings of our own. */
  static EventBudget unlimited() {
    return new EventBudget(Long.MAX_VALUE, Long.MAX_VALUE);
  }

  /** For a file that is read {@code passes} times. */
  static EventBudget of(RecordingLimits limits, int passes) {
    return new EventBudget(limits.maxEvents() * passes, limits.maxTime().toNanos());
  }

  /** Counts an event. */
  void spend() throws InvalidRecordingException {
    if (++events > maxEvents) {
      throw new InvalidRecordingException(Reason.TOO_LARGE, "the recording has too many events");
    }
    if (System.nanoTime() - begin > maxNanos) {
      throw new InvalidRecordingException(
          Reason.TOO_SLOW,
          "the recording could not be read within " + maxNanos / 1_000_000 + " ms");
    }
  }
}
