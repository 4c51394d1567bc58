package dev.pgohub.publisher;

import dev.pgohub.schemas.NearestName;
import dev.pgohub.telemetry.LogFormat;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The checked settings of a publisher. Immutable. */
public final class PublisherSettings {

  private static final String PREFIX = "PGOHUB_";

  /** Settings of the other rooms, which may stand in the same environment. */
  private static final Set<String> OF_OTHERS =
      Set.of(
          "PGOHUB_HTTP_PORT",
          "PGOHUB_HTTP_ADDRESS",
          "PGOHUB_KAFKA_PORT",
          "PGOHUB_DATA_DIR",
          "PGOHUB_PUBLISHER",
          "PGOHUB_AUTHENTICATION",
          "PGOHUB_TOKENS_FILE",
          "PGOHUB_TOKEN",
          "PGOHUB_URL",
          "PGOHUB_JAVA_OPTS");

  private final Map<PublisherSetting, String> texts;
  private final Map<PublisherSetting, Long> numbers = new EnumMap<>(PublisherSetting.class);

  private PublisherSettings(Map<PublisherSetting, String> texts) {
    this.texts = texts;
    for (PublisherSetting setting : PublisherSetting.values()) {
      if (setting.kind() != SettingKind.TEXT) {
        numbers.put(setting, setting.number(text(setting)));
      }
    }
    for (PublisherSetting setting :
        List.of(
            PublisherSetting.BOOTSTRAP_SERVERS,
            PublisherSetting.PUBLISHER_GROUP,
            PublisherSetting.PUBLISHER_DIR,
            PublisherSetting.PUBLISH_AUTHOR,
            PublisherSetting.PUBLISH_EMAIL)) {
      if (text(setting).isBlank()) {
        throw new InvalidSettingException(setting.environmentName() + " is empty");
      }
    }
    requireOneLine(PublisherSetting.PUBLISH_AUTHOR);
    requireOneLine(PublisherSetting.PUBLISH_EMAIL);
    requireHttp(text(PublisherSetting.PUBLIC_URL));
    try {
      LogFormat.named(text(PublisherSetting.LOG_FORMAT));
    } catch (IllegalArgumentException e) {
      throw new InvalidSettingException(String.valueOf(e.getMessage()));
    }
  }

  /** The settings that hold when nothing else is said. */
  public static PublisherSettings defaults() {
    return new PublisherSettings(Map.of());
  }

  /**
   * Reads the settings from environment variables.
   *
   * @throws InvalidSettingException when a value is wrong, or a name that begins with {@code
   *     PGOHUB_} is unknown
   */
  public static PublisherSettings fromEnvironment(Map<String, String> environment) {
    Map<PublisherSetting, String> texts = new EnumMap<>(PublisherSetting.class);
    Set<String> known = new TreeSet<>(OF_OTHERS);
    for (PublisherSetting setting : PublisherSetting.values()) {
      known.add(setting.environmentName());
      String text = environment.get(setting.environmentName());
      if (text != null) {
        texts.put(setting, text.strip());
      }
    }
    for (String name : new TreeSet<>(environment.keySet())) {
      if (name.startsWith(PREFIX) && !known.contains(name)) {
        throw new InvalidSettingException(
            "there is no setting " + name + "; the nearest is " + NearestName.of(name, known));
      }
    }
    return new PublisherSettings(texts);
  }

  /**
   * The same with another value of one setting.
   *
   * @throws InvalidSettingException when the value is wrong
   */
  public PublisherSettings with(PublisherSetting setting, String value) {
    Map<PublisherSetting, String> changed = new EnumMap<>(PublisherSetting.class);
    changed.putAll(texts);
    changed.put(setting, value);
    return new PublisherSettings(changed);
  }

  /** Whether a setting has a value of its own, other than its standard. */
  public boolean isSet(PublisherSetting setting) {
    return texts.containsKey(setting);
  }

  /** See {@link PublisherSetting#BOOTSTRAP_SERVERS}. */
  public String bootstrapServers() {
    return text(PublisherSetting.BOOTSTRAP_SERVERS);
  }

  /** See {@link PublisherSetting#PUBLISHER_DIR}; absolute. */
  public Path directory() {
    return Path.of(text(PublisherSetting.PUBLISHER_DIR)).toAbsolutePath().normalize();
  }

  /** See {@link PublisherSetting#PUBLIC_URL}; without a slash at its end. */
  public String publicUrl() {
    return text(PublisherSetting.PUBLIC_URL).replaceFirst("/+$", "");
  }

  String text(PublisherSetting setting) {
    return texts.getOrDefault(setting, setting.standard());
  }

  /** The text, unless it is empty. */
  Optional<String> ifSet(PublisherSetting setting) {
    return Optional.of(text(setting)).filter(text -> !text.isEmpty());
  }

  /** The entries of a text that separates them by commas. */
  List<String> list(PublisherSetting setting) {
    return Arrays.stream(text(setting).split(","))
        .map(String::strip)
        .filter(entry -> !entry.isEmpty())
        .toList();
  }

  boolean flag(PublisherSetting setting) {
    return size(setting) == 1;
  }

  int count(PublisherSetting setting) {
    return Math.toIntExact(size(setting));
  }

  long size(PublisherSetting setting) {
    return numbers.getOrDefault(setting, 0L);
  }

  Duration span(PublisherSetting setting) {
    return Duration.ofMillis(size(setting));
  }

  private void requireOneLine(PublisherSetting setting) {
    if (text(setting).chars().anyMatch(c -> c < ' ' || c == '<' || c == '>')) {
      throw new InvalidSettingException(
          setting.environmentName() + " must be one line without < and >");
    }
  }

  private static void requireHttp(String url) {
    boolean isHttp = false;
    try {
      URI uri = URI.create(url);
      isHttp = ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()));
      isHttp &= uri.getHost() != null && uri.getUserInfo() == null;
    } catch (IllegalArgumentException e) {
      // Told below, with the same words.
    }
    if (!isHttp) {
      throw new InvalidSettingException(
          PublisherSetting.PUBLIC_URL.environmentName()
              + " must be an http or https URL without a user, such as https://pgo.example.com");
    }
  }
}
