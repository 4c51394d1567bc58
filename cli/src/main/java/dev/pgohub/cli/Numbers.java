package dev.pgohub.cli;

import java.util.Locale;

/** Numbers for people: the same in every language. Stateless. */
final class Numbers {

  private Numbers() {}

  /** A share as percent. */
  static String percent(double share) {
    return String.format(Locale.ROOT, "%.2f%%", share * 100);
  }

  /** A difference of shares in points of a percent, with its sign. */
  static String points(double difference) {
    return String.format(Locale.ROOT, "%+.2f", difference * 100);
  }

  /** For JSON: six digits behind the point are more than any profile is worth. */
  static double rounded(double value) {
    return Math.round(value * 1e6) / 1e6;
  }
}
