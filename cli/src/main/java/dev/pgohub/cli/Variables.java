package dev.pgohub.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pgohub.schemas.NearestName;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
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
    return "did you mean " + NearestName.of(name, KNOWN) + "?";
  }
}
