package dev.pgohub.standalone;

import java.util.Arrays;
import java.util.Comparator;
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
        String nearest =
            known.stream()
                .min(
                    Comparator.<String>comparingInt(other -> distance(key, other))
                        .thenComparing(Comparator.naturalOrder()))
                .orElseThrow();
        throw new HubStartException(
            ExitCode.WRONG_SETTING,
            "unknown setting " + key + "; the nearest known one is " + nearest);
      }
    }
  }

  /** The key in the environment of a setting such as {@code pgohub.data-dir}. */
  static String ofProperty(String property) {
    return property.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  /** How many letters must be changed, added or left out to get from one to the other. */
  private static int distance(String a, String b) {
    int[] above = new int[b.length() + 1];
    Arrays.setAll(above, j -> j);
    for (int i = 1; i <= a.length(); i++) {
      int[] row = new int[b.length() + 1];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int changed = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(changed, Math.min(above[j], row[j - 1]) + 1);
      }
      above = row;
    }
    return above[b.length()];
  }
}
