package dev.pgohub.api.serve;

import dev.pgohub.api.problem.HttpProblem;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The forms in which a profile can be had: {@code ?format=}. */
enum ProfileFormat {
  /** gzip pprof, as it is stored. */
  PPROF;

  /**
   * The format of a name; empty: {@link #PPROF}.
   *
   * @throws HttpProblem {@code bad_format}, naming the known ones
   */
  static ProfileFormat named(String name) {
    return Arrays.stream(values())
        .filter(format -> name.isEmpty() ? format == PPROF : format.text().equals(name))
        .findFirst()
        .orElseThrow(
            () -> HttpProblem.badRequest("bad_format", "format must be one of: " + known()));
  }

  private static String known() {
    return Arrays.stream(values()).map(ProfileFormat::text).collect(Collectors.joining(", "));
  }

  private String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
