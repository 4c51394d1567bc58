package dev.pgohub.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The variables that some part of pgohub reads; to find those that none reads. */
final class Variables {

  private static final String PREFIX = "PGOHUB_";
  private static final String SUBJECT = "environment";

  private static final String PAGE = "settings.md";
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `(PGOHUB_[A-Z_]+)` \\|");

  /** Those of the page of settings, which comes with the program. */
  static final Set<String> KNOWN = known();

  private Variables() {}

  private static Set<String> known() {
    try (InputStream page = Variables.class.getResourceAsStream(PAGE)) {
      String text = new String(Objects.requireNonNull(page, PAGE).readAllBytes(), UTF_8);
      return ROW.matcher(text)
          .results()
          .map(row -> row.group(1))
          .collect(Collectors.toCollection(TreeSet::new));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A finding for each variable that nothing reads, or one that there is none. */
  static List<Finding> check(Map<String, String> environment) {
    List<Finding> unknown =
        environment.keySet().stream()
            .filter(name -> name.startsWith(PREFIX) && !KNOWN.contains(name))
            .sorted()
            .map(name -> Finding.fail(SUBJECT, "nothing reads " + name + "; " + nearest(name)))
            .toList();
    return unknown.isEmpty()
        ? List.of(Finding.ok(SUBJECT, "no PGOHUB_ variable is misspelt"))
        : unknown;
  }

  private static String nearest(String name) {
    return "did you mean "
        + KNOWN.stream()
            .min(
                Comparator.<String>comparingInt(known -> distance(name, known))
                    .thenComparing(Comparator.naturalOrder()))
            .orElseThrow()
        + "?";
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
