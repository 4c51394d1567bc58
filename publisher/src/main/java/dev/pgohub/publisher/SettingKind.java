package dev.pgohub.publisher;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How the text of a setting is read. A number is a count, bytes, milliseconds, or 0 and 1. */
enum SettingKind {
  /** Any text. */
  TEXT("a text", Map.of()),
  /** Yes or no. */
  FLAG("true or false", Map.of()),
  /** A whole number. */
  COUNT("a whole number", Map.of("", 1L)),
  /** Bytes, such as {@code 512KiB}. */
  SIZE(
      "a size such as 512KiB, 10MiB or 1GiB",
      Map.of("", 1L, "KiB", 1L << 10, "MiB", 1L << 20, "GiB", 1L << 30)),
  /** A length of time, such as {@code 250ms}. */
  SPAN(
      "a length of time such as 250ms, 10s, 5m, 48h or 7d",
      Map.of("ms", 1L, "s", 1_000L, "m", 60_000L, "h", 3_600_000L, "d", 86_400_000L));

  private static final Pattern NUMBER = Pattern.compile("(\\d{1,9}) ?([A-Za-z]*)");

  private final String description;
  private final Map<String, Long> units;

  SettingKind(String description, Map<String, Long> units) {
    this.description = description;
    this.units = units;
  }

  /** What would be right, for messages. */
  String description() {
    return description;
  }

  /**
   * The number that a text stands for.
   *
   * @throws NumberFormatException when it stands for none
   */
  long parse(String text) {
    if (this == FLAG && (text.equals("true") || text.equals("false"))) {
      return text.equals("true") ? 1 : 0;
    }
    Matcher matcher = NUMBER.matcher(text);
    if (matcher.matches()) {
      for (var unit : units.entrySet()) {
        if (unit.getKey().equalsIgnoreCase(matcher.group(2))) {
          return Long.parseLong(matcher.group(1)) * unit.getValue();
        }
      }
    }
    throw new NumberFormatException(text);
  }

  /** A number as people write it: in the largest unit in which it is whole. */
  String show(long number) {
    long factor = 1;
    String name = "";
    for (var unit : units.entrySet()) {
      if (unit.getValue() >= factor && number % unit.getValue() == 0 && number > 0) {
        factor = unit.getValue();
        name = unit.getKey();
      }
    }
    return number / factor + name;
  }
}
