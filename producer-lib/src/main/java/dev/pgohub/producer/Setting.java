package dev.pgohub.producer;

import java.util.Locale;

/**
 * The names of the settings. Each has a system property {@code pgohub.*} and an environment
 * variable {@code PGOHUB_*}; what they mean is said at {@link ProfileCapture.Builder}.
 */
enum Setting {
  ENABLED("true"),
  MODE(""),
  INSTANCE(""),
  BUILD(""),
  BOOTSTRAP_SERVERS("localhost:9092"),
  KAFKA_PROPERTIES(""),
  FIRST_WINDOW("10s"),
  WINDOW("60s"),
  JITTER("0.1"),
  SAMPLER("auto"),
  INTERVAL("auto"),
  MAX_PENDING("10"),
  MAX_STACKS("50000"),
  MAX_RECORDING_BYTES("67108864"),
  CLOSE_TIMEOUT("5s");

  static final String PROPERTY_PREFIX = "pgohub.";
  static final String ENVIRONMENT_PREFIX = "PGOHUB_";

  private final String defaultText;

  Setting(String defaultText) {
    this.defaultText = defaultText;
  }

  String defaultText() {
    return defaultText;
  }

  /** Such as {@code pgohub.first-window}. */
  String property() {
    return PROPERTY_PREFIX + name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Such as {@code PGOHUB_FIRST_WINDOW}. */
  String environment() {
    return ENVIRONMENT_PREFIX + name();
  }
}
