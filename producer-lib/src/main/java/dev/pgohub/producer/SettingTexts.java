package dev.pgohub.producer;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The settings as they were written: the builder's before system properties, these before the
 * environment, that before the defaults. A value that cannot be used is told to the warnings, and
 * the default is taken: a setting never stops the service that is profiled.
 */
final class SettingTexts {

  private static final Pattern DURATION = Pattern.compile("([0-9]{1,12})\\s*(ms|s|m|h|d)");

  private final Map<Setting, String> built;
  private final Map<String, String> properties;
  private final Map<String, String> environment;
  private final Consumer<String> warnings;

  private record Text(String origin, String value) {}

  SettingTexts(
      Map<Setting, String> built,
      Map<String, String> properties,
      Map<String, String> environment,
      Consumer<String> warnings) {
    this.built = built;
    this.properties = properties;
    this.environment = environment;
    this.warnings = warnings;
  }

  String text(Setting setting) {
    return find(setting).value;
  }

  boolean flag(Setting setting) {
    return parse(setting, "true or false", SettingTexts::parseFlag);
  }

  /** A number of {@code min} to {@code max}. */
  long number(Setting setting, long min, long max) {
    return parse(
        setting,
        "a whole number of " + min + " to " + max,
        value -> checkRange(new BigDecimal(value).longValueExact(), min, max));
  }

  /** A share of 0 to 0.9. */
  double share(Setting setting) {
    return parse(
        setting,
        "a number of 0 to 0.9",
        value -> checkRange(new BigDecimal(value).doubleValue(), 0.0, 0.9));
  }

  /** A duration of {@code min} to {@code max}. */
  Duration duration(Setting setting, Duration min, Duration max) {
    return parse(
        setting,
        "a duration of " + format(min) + " to " + format(max) + ", such as 500ms, 90s or 10m",
        value -> duration(value, min, max));
  }

  /** What {@code parser} makes of the text; it throws when that cannot be used. */
  <T> T parse(Setting setting, String wanted, Function<String, T> parser) {
    Text text = find(setting);
    try {
      return parser.apply(text.value.strip());
    } catch (IllegalArgumentException | ArithmeticException e) {
      warnings.accept(
          "%s is \"%s\", not %s; taking %s"
              .formatted(text.origin, text.value, wanted, setting.defaultText()));
      return parser.apply(setting.defaultText());
    }
  }

  private Text find(Setting setting) {
    String value = built.get(setting);
    if (value != null) {
      return new Text(setting.property() + " in the builder", value);
    }
    value = properties.get(setting.property());
    if (value != null) {
      return new Text(setting.property(), value);
    }
    value = environment.get(setting.environment());
    if (value != null && !value.isBlank()) {
      return new Text(setting.environment(), value);
    }
    return new Text(setting.property(), setting.defaultText());
  }

  /** The duration as a setting has it; less than a millisecond is cut off. */
  static String format(Duration duration) {
    return duration.getNano() == 0 || duration.getSeconds() > Integer.MAX_VALUE
        ? duration.getSeconds() + "s"
        : duration.toMillis() + "ms";
  }

  private static boolean parseFlag(String value) {
    return switch (value.toLowerCase(Locale.ROOT)) {
      case "true", "yes", "on", "1" -> true;
      case "false", "no", "off", "0" -> false;
      default -> throw new IllegalArgumentException(value);
    };
  }

  /**
   * Reads a duration.
   *
   * @throws IllegalArgumentException when the text is none, or is not of {@code min} to {@code max}
   */
  static Duration duration(String value, Duration min, Duration max) {
    Matcher duration = DURATION.matcher(value);
    if (!duration.matches()) {
      throw new IllegalArgumentException(value);
    }
    long number = Long.parseLong(duration.group(1));
    Duration parsed =
        switch (duration.group(2)) {
          case "ms" -> Duration.ofMillis(number);
          case "s" -> Duration.ofSeconds(number);
          case "m" -> Duration.ofMinutes(number);
          case "h" -> Duration.ofHours(number);
          default -> Duration.ofDays(number);
        };
    return checkRange(parsed, min, max);
  }

  private static <T extends Comparable<T>> T checkRange(T value, T min, T max) {
    if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
      throw new IllegalArgumentException(value.toString());
    }
    return value;
  }
}
