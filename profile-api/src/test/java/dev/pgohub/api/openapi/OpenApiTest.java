package dev.pgohub.api.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgohub.api.RunningApi;
import dev.pgohub.api.SharedApi;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The description of the API as it is served; AnswerCheck holds it against all answers. */
class OpenApiTest {

  private static final Pattern IN_DOCS = Pattern.compile("`(GET|POST|PUT|DELETE) (/[^`?]*)`");

  private final RunningApi api = SharedApi.get();

  @Test
  void description_namesNothingThatIsNotThere() {
    JsonNode description = description();

    assertThat(description.path("openapi").asString()).isEqualTo("3.1.0");
    Set<String> schemas =
        new TreeSet<>(description.path("components").path("schemas").propertyNames());
    assertThat(schemas).contains("TagView", "Edges", "Problem", "StatusReceived");
    Set<String> named =
        Pattern.compile("\"\\$ref\":\"#/components/schemas/(\\w+)\"")
            .matcher(description.toString())
            .results()
            .map(ref -> ref.group(1))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(named).isSubsetOf(schemas);
    assertThat(operation(description, "/profile/{tag}", "get").path("parameters").toString())
        .contains("\"name\":\"If-None-Match\",\"in\":\"header\"")
        .contains("\"name\":\"format\"");
    assertThat(operation(description, "/api/v1/tags", "get").path("parameters").toString())
        .contains("\"default\":\"100\"");
    assertThat(
            operation(description, "/profile/{tag}", "post")
                .path("responses")
                .path("400")
                .toString())
        .contains("\"too_many_samples\"");
  }

  @Test
  void pageOfHttp_andDescription_nameTheSame() throws IOException {
    Set<String> described = new TreeSet<>();
    description()
        .path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .propertyNames()
                    .forEach(
                        method ->
                            described.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));
    String page = Files.readString(Path.of("../docs/http.md"));
    Set<String> inDocs =
        IN_DOCS
            .matcher(page)
            .results()
            .map((MatchResult found) -> found.group(1) + " " + found.group(2))
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(inDocs).isEqualTo(described);
  }

  private JsonNode description() {
    return new JsonMapper().readTree(api.get("/openapi.json").body());
  }

  private static JsonNode operation(JsonNode description, String path, String method) {
    return description.path("paths").path(path).path(method);
  }
}
