package dev.pgohub.standalone;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The settings of the process; those of its rooms are read by the rooms.
 *
 * @param httpPort {@code PGOHUB_HTTP_PORT}: where the API listens, 1 to 65535, default 8080; 0
 *     takes a free one
 * @param httpAddress {@code PGOHUB_HTTP_ADDRESS}: the interface on which it listens, default
 *     127.0.0.1
 * @param kafkaPort {@code PGOHUB_KAFKA_PORT}: where the broker listens on 127.0.0.1, 1 to 65535,
 *     default 9092; 0 takes a free one
 * @param dataDir {@code PGOHUB_DATA_DIR}: where everything is kept, default {@code data} below the
 *     working directory; absolute
 * @param publisher {@code PGOHUB_PUBLISHER}: whether profiles are committed to the repositories of
 *     tags that have one, {@code true} or {@code false}, default {@code true}
 */
record StandaloneSettings(
    int httpPort, String httpAddress, int kafkaPort, Path dataDir, boolean publisher) {

  static final String HTTP_PORT = "PGOHUB_HTTP_PORT";
  static final String HTTP_ADDRESS = "PGOHUB_HTTP_ADDRESS";
  static final String KAFKA_PORT = "PGOHUB_KAFKA_PORT";
  static final String DATA_DIR = "PGOHUB_DATA_DIR";
  static final String PUBLISHER = "PGOHUB_PUBLISHER";
  static final Set<String> KEYS = Set.of(HTTP_PORT, HTTP_ADDRESS, KAFKA_PORT, DATA_DIR, PUBLISHER);

  /**
   * @throws HubStartException when a value makes no sense
   */
  static StandaloneSettings fromEnvironment(Map<String, String> environment)
      throws HubStartException {
    StandaloneSettings settings =
        new StandaloneSettings(
            port(environment, HTTP_PORT, 8080),
            text(environment, HTTP_ADDRESS, "127.0.0.1"),
            port(environment, KAFKA_PORT, 9092),
            Path.of(text(environment, DATA_DIR, "data")).toAbsolutePath().normalize(),
            flag(environment, PUBLISHER, "true"));
    if (settings.httpPort == settings.kafkaPort && settings.httpPort != 0) {
      throw new HubStartException(
          ExitCode.WRONG_SETTING,
          HTTP_PORT + " and " + KAFKA_PORT + " are both " + settings.httpPort);
    }
    return settings;
  }

  private static int port(Map<String, String> environment, String key, int byDefault)
      throws HubStartException {
    String value = text(environment, key, Integer.toString(byDefault));
    try {
      int port = Integer.parseInt(value);
      if (port >= 0 && port <= 65535) {
        return port;
      }
    } catch (NumberFormatException e) {
      // Told below, with the same words.
    }
    throw new HubStartException(
        ExitCode.WRONG_SETTING, key + " must be a port, 0 to 65535, not \"" + value + "\"");
  }

  private static boolean flag(Map<String, String> environment, String key, String byDefault)
      throws HubStartException {
    String value = text(environment, key, byDefault);
    if (!value.equals("true") && !value.equals("false")) {
      throw new HubStartException(
          ExitCode.WRONG_SETTING, key + " must be true or false, not \"" + value + "\"");
    }
    return value.equals("true");
  }

  private static String text(Map<String, String> environment, String key, String byDefault) {
    @Nullable String value = environment.get(key);
    return value == null || value.isBlank() ? byDefault : value.strip();
  }
}
