package dev.pgohub.api.intake.scrape;

import java.util.Locale;

/** What came of fetching a profile. */
enum ScrapeResult {
  /** It was taken in. */
  TAKEN,
  /** It is no profile that is fit. */
  REFUSED,
  /** There was no room for it, or the broker did not take it. */
  FAILED,
  /** Nobody answered, or the connection broke. */
  UNREACHABLE,
  /** The answer had another status than 200. */
  STATUS,
  /** It did not come in time. */
  TIMEOUT,
  /** It is larger than a fragment may be. */
  TOO_LARGE;

  /** As it stands in answers and counters. */
  String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
