package dev.pgohub.api.control;

import dev.pgohub.api.problem.HttpProblem;
import dev.pgohub.schemas.proto.PublicationTarget;
import dev.pgohub.schemas.proto.PublicationTarget.Way;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads where a tag is to be published to. */
final class PublicationJson {

  private static final String BAD = "bad_publication";
  private static final List<String> FIELDS =
      List.of("repository", "branch", "path", "way", "credentials");
  private static final Pattern VARIABLE = Pattern.compile("env:[A-Za-z_][A-Za-z0-9_]{0,127}");
  private static final Pattern FILE = Pattern.compile("file:(/[\\x21-\\x7e]{1,500})");

  private PublicationJson() {}

  /**
   * Reads and checks it.
   *
   * @throws HttpProblem {@code bad_publication}, naming the field
   */
  static PublicationTarget read(JsonNode object) {
    JsonFields fields = new JsonFields(object, BAD, FIELDS);
    String repository = fields.text("repository");
    require(fields, "repository", RepositoryUrl.problem(repository));
    String branch = fields.text("branch");
    require(fields, "branch", GitNames.branchProblem(branch));
    String path = fields.text("path");
    require(fields, "path", GitNames.pathProblem(path));
    String credentials = fields.text("credentials");
    require(fields, "credentials", credentialsProblem(credentials));
    return PublicationTarget.newBuilder()
        .setRepository(repository)
        .setBranch(branch)
        .setPath(path)
        .setWay(way(fields))
        .setCredentials(credentials)
        .setChangedUnixMillis(System.currentTimeMillis())
        .build();
  }

  private static Way way(JsonFields fields) {
    return switch (fields.text("way")) {
      case "", "commit" -> Way.COMMIT;
      case "review" -> Way.REVIEW;
      default -> throw fields.wrong("way", "way must be commit or review");
    };
  }

  /** The name of a way. */
  static String name(Way way) {
    return way.name().toLowerCase(Locale.ROOT);
  }

  private static @Nullable String credentialsProblem(String credentials) {
    boolean isFile = FILE.matcher(credentials).matches() && !credentials.contains("/..");
    return credentials.isEmpty() || isFile || VARIABLE.matcher(credentials).matches()
        ? null
        : "must be env:NAME or file:/absolute/path, never the secret itself";
  }

  private static void require(JsonFields fields, String name, @Nullable String problem) {
    if (problem != null) {
      throw fields.wrong(name, name + " " + problem);
    }
  }
}
