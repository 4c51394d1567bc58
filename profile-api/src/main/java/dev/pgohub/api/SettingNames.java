package dev.pgohub.api;

import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toMap;

import dev.pgohub.schemas.NearestName;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** Refuses names of settings that are not known, so that a typing error does not go unseen. */
final class SettingNames {

  private static final String PREFIX = "pgohub.";

  static final Set<String> KNOWN =
      Arrays.stream(ProfileApiSettings.class.getRecordComponents())
          .map(component -> PREFIX + withDashes(component.getName()))
          .collect(toCollection(TreeSet::new));

  private static final Map<String, String> KNOWN_BY_LETTERS =
      KNOWN.stream().collect(toMap(SettingNames::letters, name -> name, (a, b) -> a, TreeMap::new));

  private SettingNames() {}

  /**
   * Checks the names that begin with {@code pgohub.}, in the environment with {@code PGOHUB_}.
   *
   * @throws InvalidSettingException when one is unknown; the message names the nearest known one
   */
  static void check(Iterable<PropertySource<?>> sources) {
    for (PropertySource<?> source : sources) {
      if (source instanceof EnumerablePropertySource<?> enumerable) {
        boolean environment = source instanceof SystemEnvironmentPropertySource;
        for (String name : enumerable.getPropertyNames()) {
          check(name, environment);
        }
      }
    }
  }

  private static void check(String name, boolean environment) {
    String lower = name.toLowerCase(Locale.ROOT);
    boolean ours = lower.startsWith(PREFIX) || environment && lower.startsWith("pgohub_");
    if (ours && !KNOWN_BY_LETTERS.containsKey(letters(name))) {
      String nearest = nearest(name);
      throw new InvalidSettingException(
          "unknown setting "
              + name
              + "; the nearest known one is "
              + (lower.startsWith(PREFIX) ? nearest : inEnvironment(nearest)));
    }
  }

  private static String nearest(String name) {
    String nearest = NearestName.of(letters(name), KNOWN_BY_LETTERS.keySet());
    return Objects.requireNonNull(KNOWN_BY_LETTERS.get(nearest));
  }

  private static String inEnvironment(String name) {
    return name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  private static String letters(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
  }

  private static String withDashes(String camelCase) {
    return camelCase.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }
}
