package dev.pgohub.standalone;

import dev.pgohub.schemas.NearestName;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Refuses {@code PGOHUB_*} keys that nobody reads, so that a typing error does not go unseen. */
final class EnvironmentKeys {

  private static final String PREFIX = "PGOHUB_";

  /** Read by scripts and by services on the same machine, and so of no concern here. */
  private static final Set<String> OF_OTHERS =
      Set.of(
          "PGOHUB_BUILD",
          "PGOHUB_ENABLED",
          "PGOHUB_FIRST_WINDOW",
          "PGOHUB_INSTANCE",
          "PGOHUB_INTERVAL",
          "PGOHUB_JAVA_OPTS",
          "PGOHUB_JITTER",
          "PGOHUB_MAX_PENDING",
          "PGOHUB_MAX_RECORDING_BYTES",
          "PGOHUB_MODE",
          "PGOHUB_SAMPLER",
          "PGOHUB_TOKEN",
          "PGOHUB_URL",
          "PGOHUB_WINDOW");

  private EnvironmentKeys() {}

  /**
   * @param known the keys that are read in this process
   * @throws HubStartException when there is another; the message names the nearest known one
   */
  static void check(Map<String, String> environment, Set<String> known) throws HubStartException {
    for (String key : environment.keySet().stream().sorted().toList()) {
      if (key.startsWith(PREFIX) && !known.contains(key) && !OF_OTHERS.contains(key)) {
        throw new HubStartException(
            ExitCode.WRONG_SETTING,
            "unknown setting " + key + "; the nearest known one is " + NearestName.of(key, known));
      }
    }
  }

  /** The key in the environment of a setting such as {@code pgohub.data-dir}. */
  static String ofProperty(String property) {
    return property.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }
}
