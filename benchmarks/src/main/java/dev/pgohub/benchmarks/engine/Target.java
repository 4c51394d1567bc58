package dev.pgohub.benchmarks.engine;

import java.util.Locale;

/**
 * A goal and what was measured.
 *
 * @param name without spaces
 * @param value what was measured
 * @param goal the limit
 * @param isAtMost whether the value may be at most the goal, else at least
 * @param unit behind both numbers, such as {@code x} or {@code ms}
 */
public record Target(String name, double value, double goal, boolean isAtMost, String unit) {

  /** Whether the goal was met. */
  public boolean isMet() {
    return isAtMost ? value <= goal : value >= goal;
  }

  /** The line for people and programs. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "target %s value %.2f%s goal %s%s%s %s",
        name,
        value,
        unit,
        isAtMost ? "<=" : ">=",
        goal == Math.rint(goal) ? Long.toString((long) goal) : Double.toString(goal),
        unit,
        isMet() ? "met" : "missed");
  }
}
