package dev.pgohub.producer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds names that look like settings of this library and are none. */
final class UnknownSettings {

  private static final int NEAR = 3;

  private UnknownSettings() {}

  /**
   * One sentence for each unknown name. A system property is meant for this JVM, so every unknown
   * one is told. An environment is shared with other programs that have settings of their own, so
   * there only a name that is near to one of ours is.
   */
  static List<String> find(Map<String, String> properties, Map<String, String> environment) {
    List<String> found = new ArrayList<>();
    for (String name : new TreeMap<>(properties).keySet()) {
      if (name.startsWith(Setting.PROPERTY_PREFIX) && !isKnown(name, Setting::property)) {
        String near = nearest(name, Setting::property, Integer.MAX_VALUE);
        found.add("unknown system property " + name + "; the nearest known one is " + near);
      }
    }
    for (String name : new TreeMap<>(environment).keySet()) {
      if (name.startsWith(Setting.ENVIRONMENT_PREFIX) && !isKnown(name, Setting::environment)) {
        String near = nearest(name, Setting::environment, NEAR);
        if (near != null) {
          found.add("unknown environment variable " + name + "; did you mean " + near + "?");
        }
      }
    }
    return found;
  }

  private static boolean isKnown(String name, Function<Setting, String> names) {
    return Stream.of(Setting.values()).map(names).anyMatch(name::equals);
  }

  private static @Nullable String nearest(
      String name, Function<Setting, String> names, int maxDistance) {
    String nearest = null;
    int least = maxDistance;
    for (Setting setting : Setting.values()) {
      String known = names.apply(setting);
      int distance = distance(name, known);
      if (distance <= least && (nearest == null || distance < least)) {
        nearest = known;
        least = distance;
      }
    }
    return nearest;
  }

  /** How many characters must be put in, taken out or replaced. */
  private static int distance(String a, String b) {
    int[] above = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      above[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] row = new int[b.length() + 1];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(replaced, Math.min(above[j], row[j - 1]) + 1);
      }
      above = row;
    }
    return above[b.length()];
  }
}
