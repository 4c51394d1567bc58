package dev.pgohub.producer;

import dev.pgohub.jfr.SampleEvent;
import dev.pgohub.schemas.BrokerAccess;
import dev.pgohub.schemas.ProfileMode;
import dev.pgohub.schemas.ProfileTag;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The settings of one capture, checked. What they mean is said at {@link ProfileCapture.Builder}.
 *
 * @param instance empty for the default, which is found only when it is needed
 * @param broker where it is, and what a file says of TLS and SASL
 * @param event null for the best that the JVM has
 * @param interval null for what suits the event
 * @param overrides settings of the Kafka producer
 */
record CaptureSettings(
    ProfileTag tag,
    ProfileMode mode,
    String instance,
    String build,
    BrokerAccess broker,
    Duration firstWindow,
    Duration window,
    double jitter,
    @Nullable SampleEvent event,
    @Nullable Duration interval,
    int maxPending,
    int maxStacks,
    long maxRecordingBytes,
    Duration closeTimeout,
    Map<String, Object> overrides) {

  private static final Duration MIN_WINDOW = Duration.ofMillis(100);
  private static final Duration MAX_WINDOW = Duration.ofHours(1);
  private static final Duration MIN_INTERVAL = Duration.ofMillis(1);
  private static final Duration MAX_INTERVAL = Duration.ofSeconds(1);
  private static final Duration MAX_CLOSE_TIMEOUT = Duration.ofMinutes(1);

  /** Twice as many stacks must fit into what the hub takes, see {@link #maxStacks}. */
  private static final int MOST_STACKS = 90_000;

  private static final int MAX_LABEL_LENGTH = 256;

  /**
   * Reads the settings; those that cannot be used take their defaults.
   *
   * @throws dev.pgohub.schemas.InvalidNameException when the tag or the mode is none: under another
   *     name the profile would be in the wrong place
   * @throws dev.pgohub.schemas.InvalidKafkaPropertiesException when the file of Kafka's settings
   *     cannot be used: without it, no broker would take a profile
   */
  static CaptureSettings read(
      String tag, SettingTexts texts, String ownBuild, Map<String, Object> overrides) {
    String build = texts.text(Setting.BUILD);
    return new CaptureSettings(
        ProfileTag.of(tag),
        ProfileMode.of(texts.text(Setting.MODE)),
        label(texts.text(Setting.INSTANCE)),
        label(build.isEmpty() ? ownBuild : build),
        BrokerAccess.untried(
            texts.text(Setting.BOOTSTRAP_SERVERS), texts.text(Setting.KAFKA_PROPERTIES)),
        texts.duration(Setting.FIRST_WINDOW, MIN_WINDOW, MAX_WINDOW),
        texts.duration(Setting.WINDOW, MIN_WINDOW, MAX_WINDOW),
        texts.share(Setting.JITTER),
        event(texts).orElse(null),
        interval(texts).orElse(null),
        (int) texts.number(Setting.MAX_PENDING, 1, 1000),
        (int) texts.number(Setting.MAX_STACKS, 1000, MOST_STACKS),
        texts.number(Setting.MAX_RECORDING_BYTES, 1 << 24, 1L << 32),
        texts.duration(Setting.CLOSE_TIMEOUT, Duration.ZERO, MAX_CLOSE_TIMEOUT),
        Map.copyOf(overrides));
  }

  private static Optional<SampleEvent> event(SettingTexts texts) {
    return texts.parse(
        Setting.SAMPLER,
        "auto, cpu-time or execution",
        value ->
            switch (value) {
              case "auto" -> Optional.empty();
              case "cpu-time" -> Optional.of(SampleEvent.CPU_TIME);
              case "execution" -> Optional.of(SampleEvent.EXECUTION);
              default -> throw new IllegalArgumentException(value);
            });
  }

  private static Optional<Duration> interval(SettingTexts texts) {
    return texts.parse(
        Setting.INTERVAL,
        "auto or a duration of 1ms to 1s",
        value ->
            value.equals("auto")
                ? Optional.empty()
                : Optional.of(SettingTexts.duration(value, MIN_INTERVAL, MAX_INTERVAL)));
  }

  private static String label(String text) {
    return text.length() <= MAX_LABEL_LENGTH ? text : text.substring(0, MAX_LABEL_LENGTH);
  }
}
