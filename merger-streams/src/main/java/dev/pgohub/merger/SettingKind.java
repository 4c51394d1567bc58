package dev.pgohub.merger;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How the text of a setting is read. A number is a count, bytes or milliseconds. */
enum SettingKind {
  /** Any text. */
  TEXT("a text", Map.of()),
  /** A whole number. */
  COUNT("a whole number", Map.of()),
  /** Bytes, such as {@code 512KiB}. */
  SIZE(
      "a size such as 512KiB, 10MiB or 1GiB",
      Map.of("KIB", 1L << 10, "MIB", 1L << 20, "GIB", 1L << 30)),
  /** A length of time, such as {@code 250ms}. */
  SPAN(
      "a length of time such as 250ms, 10s, 5m, 48h or 7d",
      Map.of("MS", 1L, "S", 1_000L, "M", 60_000L, "H", 3_600_000L, "D", 86_400_000L));

  private static final Pattern NUMBER = Pattern.compile("(\\d{1,12})\\s*([A-Za-z]*)");

  private final String description;
  private final Map<String, Long> units;

  SettingKind(String description, Map<String, Long> units) {
    this.description = description;
    this.units = new TreeMap<>(units);
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
    Matcher matcher = NUMBER.matcher(text.strip());
    if (!matcher.matches()) {
      throw new NumberFormatException(text);
    }
    String unit = matcher.group(2).toUpperCase(Locale.ROOT);
    Long factor = unit.isEmpty() && this != SPAN ? Long.valueOf(1) : units.get(unit);
    if (factor == null) {
      throw new NumberFormatException(text);
    }
    return Long.parseLong(matcher.group(1)) * factor;
  }

  /** A number as people write it. */
  String show(long number) {
    return switch (this) {
      case SPAN -> Duration.ofMillis(number).toString().substring(2).toLowerCase(Locale.ROOT);
      case SIZE ->
          number % (1 << 20) == 0 && number > 0
              ? number / (1 << 20) + "MiB"
              : number % 1024 == 0 ? number / 1024 + "KiB" : number + " bytes";
      default -> Long.toString(number);
    };
  }
}
