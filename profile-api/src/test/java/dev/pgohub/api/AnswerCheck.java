package dev.pgohub.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Holds answers against the description of the API: status, header fields, type and body must be
 * among those that it names. What it does not know belongs into {@code openapi/operations.json}.
 */
public final class AnswerCheck {

  private static final JsonMapper JSON = new JsonMapper();

  private record Path(String template, Pattern pattern, JsonNode operations) {}

  private final List<Path> paths = new ArrayList<>();
  private final JsonNode components;
  private final SchemaRegistry registry =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
  private final Map<String, Schema> schemas = new ConcurrentHashMap<>();

  private AnswerCheck(JsonNode description) {
    description
        .path("paths")
        .properties()
        .forEach(
            entry ->
                paths.add(
                    new Path(
                        entry.getKey(),
                        Pattern.compile(entry.getKey().replaceAll("\\{\\w+}", "[^/]*")),
                        entry.getValue())));
    // Those with more letters of their own first.
    paths.sort(
        Comparator.comparing((Path p) -> p.template.replaceAll("\\{\\w+}", "").length())
            .reversed());
    components = strict(description.path("components").deepCopy());
  }

  static AnswerCheck of(byte[] description) {
    return new AnswerCheck(JSON.readTree(description));
  }

  /** Answers are records: what the description does not name must not be there either. */
  private static JsonNode strict(JsonNode components) {
    components
        .path("schemas")
        .properties()
        .forEach(
            entry -> {
              if (entry.getValue() instanceof ObjectNode schema
                  && !List.of("Problem", "ConnectError").contains(entry.getKey())) {
                schema.put("additionalProperties", false);
              }
            });
    return components;
  }

  /** Checks an answer, unless nothing is described at its address. */
  void check(HttpResponse<byte[]> answer) {
    String method = answer.request().method();
    String asked = method.equals("HEAD") ? "get" : method.toLowerCase(Locale.ROOT);
    String path = answer.uri().getRawPath();
    Path of =
        paths.stream()
            .filter(p -> p.pattern.matcher(path).matches() && p.operations.has(asked))
            .findFirst()
            .orElse(null);
    if (of == null) {
      assertThat(answer.statusCode())
          .as("%s %s is not described", method, path)
          .isIn(400, 401, 403, 404, 405);
      return;
    }
    String status = Integer.toString(answer.statusCode());
    String what = method + " " + of.template + " answered " + status;
    String text = new String(answer.body(), UTF_8);
    JsonNode response = of.operations.path(asked).path("responses").path(status);
    assertThat(response.isObject()).as("%s, which is not described: %s", what, text).isTrue();
    response
        .path("headers")
        .properties()
        .forEach(
            header -> {
              if (header.getValue().path("required").asBoolean(false)) {
                assertThat(answer.headers().firstValue(header.getKey()))
                    .as("%s without %s", what, header.getKey())
                    .isPresent();
              }
            });
    if (answer.body().length > 0) {
      checkBody(answer, what, text, response);
    }
  }

  private void checkBody(HttpResponse<byte[]> answer, String what, String text, JsonNode response) {
    String type = answer.headers().firstValue("Content-Type").orElse("").replaceFirst(";.*", "");
    JsonNode content = response.path("content");
    assertThat(content.propertyNames()).as("%s with a body of type %s", what, type).contains(type);
    JsonNode schema = content.path(type).path("schema");
    if (schema.isObject()) {
      Schema compiled =
          schemas.computeIfAbsent(
              what + type,
              w ->
                  registry.getSchema(
                      ((ObjectNode) schema.deepCopy()).set("components", components)));
      assertThat(compiled.validate(JSON.readTree(answer.body())))
          .as("%s: %s", what, text)
          .isEmpty();
    }
  }
}
