package dev.pgohub.api.intake;

import dev.pgohub.api.problem.HttpProblem;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;

/**
 * Reads moments as agents write them: RFC 3339, or 10, 13, 16 or 19 digits for seconds,
 * milliseconds, microseconds or nanoseconds since 1970 UTC.
 */
final class PostedTime {

  private PostedTime() {}

  /**
   * The moment in nanoseconds since 1970 UTC; 0 for an empty text.
   *
   * @param name of the parameter
   * @throws HttpProblem {@code bad_time}
   */
  static long nanos(String name, String text) {
    if (text.isEmpty()) {
      return 0;
    }
    try {
      return text.chars().allMatch(c -> c >= '0' && c <= '9') ? digits(text) : rfc3339(text);
    } catch (DateTimeException | ArithmeticException | NumberFormatException e) {
      throw HttpProblem.badRequest(
          "bad_time",
          name
              + " must be a time such as 2026-11-22T10:00:00Z, or 10, 13, 16 or 19 digits for"
              + " s, ms, us or ns since 1970");
    }
  }

  private static long digits(String text) {
    long perUnit =
        switch (text.length()) {
          case 10 -> 1_000_000_000L;
          case 13 -> 1_000_000L;
          case 16 -> 1_000L;
          case 19 -> 1L;
          default -> throw new DateTimeException(text.length() + " digits");
        };
    return Math.multiplyExact(Long.parseLong(text), perUnit);
  }

  private static long rfc3339(String text) {
    // In a query, an unescaped + comes as a space.
    Instant instant = OffsetDateTime.parse(text.replace(' ', '+')).toInstant();
    if (instant.isBefore(Instant.EPOCH)) {
      throw new DateTimeException("before 1970");
    }
    return Math.addExact(
        Math.multiplyExact(instant.getEpochSecond(), 1_000_000_000L), instant.getNano());
  }
}
