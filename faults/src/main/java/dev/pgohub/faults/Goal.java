package dev.pgohub.faults;

import java.util.Locale;

/**
 * A goal and what was measured.
 *
 * @param name without spaces
 * @param most the limit
 * @param unit behind both numbers, such as {@code ms}
 */
record Goal(String name, double value, double most, String unit) {

  /** Whether the value is not above the limit. */
  boolean isMet() {
    return value <= most;
  }

  /** The line for people and programs. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "target %s value %.2f%s goal <=%d%s %s",
        name,
        value,
        unit,
        (long) most,
        unit,
        isMet() ? "met" : "missed");
  }
}
