package dev.pgohub.faults;

import java.time.Duration;

/** What a fragment is like. */
enum Kind {
  /** As it should be. */
  GOOD(Duration.ZERO, ""),
  /** From a clock that is an hour ahead. */
  HOUR_AHEAD(Duration.ofHours(1), ""),
  /** From a clock that is an hour behind. */
  HOUR_BEHIND(Duration.ofHours(-1), ""),
  /** From a clock that is a year ahead, which the policy does not allow. */
  YEAR_AHEAD(Duration.ofDays(365), "from_the_future"),
  /** From a clock that is a year behind, which the policy does not allow. */
  YEAR_BEHIND(Duration.ofDays(-365), "too_old"),
  /** A profile with damaged bytes; why it is refused depends on the damage. */
  CORRUPT(Duration.ZERO, "?"),
  /** The record's key is another tag than the envelope's; only over Kafka. */
  FOREIGN(Duration.ZERO, "bad_envelope");

  private final Duration skew;
  private final String reason;

  Kind(Duration skew, String reason) {
    this.skew = skew;
    this.reason = reason;
  }

  /** How wrong the sender's clock is. */
  Duration skew() {
    return skew;
  }

  /** Why it is refused; empty: it is merged. */
  String reason() {
    return reason;
  }

  boolean isMerged() {
    return reason.isEmpty();
  }
}
