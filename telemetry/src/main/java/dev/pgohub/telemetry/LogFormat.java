package dev.pgohub.telemetry;

import java.util.Arrays;
import java.util.Locale;

/** The form of the lines of a log: {@code PGOHUB_LOG_FORMAT}; {@link ChosenEncoder} writes them. */
public enum LogFormat {
  /** For people. */
  TEXT,
  /** For programs: see {@link JsonLines}. */
  JSON;

  /** Of which setting it is the value. */
  public static final String SETTING = "PGOHUB_LOG_FORMAT";

  /**
   * The form of that name.
   *
   * @throws IllegalArgumentException in one line, when there is none
   */
  public static LogFormat named(String name) {
    return Arrays.stream(values())
        .filter(format -> format.name().toLowerCase(Locale.ROOT).equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    SETTING + " is \"" + name + "\"; it must be text or json"));
  }
}
