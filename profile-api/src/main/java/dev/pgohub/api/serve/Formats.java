package dev.pgohub.api.serve;

import dev.pgohub.api.problem.HttpProblem;
import dev.pgohub.api.store.ContentKind;
import dev.pgohub.pprof.ProfileFormat;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The forms in which a profile can be had: {@code ?format=}. */
final class Formats {

  private static final String PPROF = "pprof";

  private Formats() {}

  /**
   * The format of a name; none for pprof, in which profiles are stored.
   *
   * @throws HttpProblem {@code bad_format}, naming the known ones
   */
  static Optional<ProfileFormat> named(String name) {
    if (name.isEmpty() || name.equals(PPROF)) {
      return Optional.empty();
    }
    return Optional.of(
        ProfileFormat.of(name)
            .orElseThrow(
                () -> HttpProblem.badRequest("bad_format", "format must be one of: " + known())));
  }

  private static String known() {
    return Stream.concat(
            Stream.of(PPROF), Arrays.stream(ProfileFormat.values()).map(ProfileFormat::code))
        .collect(Collectors.joining(", "));
  }

  /** The content that a format is made from: edges are in the one, stacks in the other. */
  static ContentKind source(ProfileFormat format) {
    return format == ProfileFormat.PREPROFILE ? ContentKind.DEFAULT_PGO : ContentKind.STACKS;
  }

  /** The end of the name of a file in a format. */
  static String fileEnding(ProfileFormat format) {
    return "." + format.code() + (format.mediaType().endsWith("json") ? ".json" : ".txt");
  }
}
