package dev.pgohub.api.openapi;

import dev.pgohub.api.problem.ProblemAnswer;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The description of the API as OpenAPI 3.1: operations, their parameters with defaults, and the
 * schemas of answers from the code that serves them; the rest from {@link ApiWords}.
 */
final class OpenApiDocument {

  private static final String PROBLEM = "Problem";
  private static final String CONNECT_ERROR = "ConnectError";
  private static final String JSON = "application/json";

  private final ApiWords words;
  private final RecordSchemas schemas;
  private final Map<String, HandlerMethod> handlers = new TreeMap<>();

  private OpenApiDocument(Map<RequestMappingInfo, HandlerMethod> mappings, JsonMapper json) {
    words = ApiWords.read(json);
    schemas = new RecordSchemas(json);
    mappings.forEach(
        (info, handler) ->
            info.getPatternValues()
                .forEach(
                    pattern ->
                        info.getMethodsCondition()
                            .getMethods()
                            .forEach(method -> handlers.put(method + " " + pattern, handler))));
  }

  /**
   * The whole description.
   *
   * @throws IllegalStateException when an operation has no words, or words no operation
   */
  static Map<String, Object> of(Map<RequestMappingInfo, HandlerMethod> mappings, JsonMapper json) {
    return new OpenApiDocument(mappings, json).document();
  }

  private Map<String, Object> document() {
    Map<String, Map<String, Object>> paths = new LinkedHashMap<>();
    TreeSet<String> unused = new TreeSet<>(handlers.keySet());
    for (JsonNode operation : words.operations()) {
      String path = operation.path("path").asString();
      String method = operation.path("method").asString();
      String mapping = method + " " + operation.path("mapping").asString(path);
      HandlerMethod handler = handlers.get(mapping);
      if (handler == null && !operation.path("builtIn").asBoolean(false)) {
        throw new IllegalStateException("nothing serves " + mapping);
      }
      unused.remove(mapping);
      paths
          .computeIfAbsent(path, p -> new LinkedHashMap<>())
          .put(method.toLowerCase(Locale.ROOT), operation(operation, path, handler));
    }
    if (!unused.isEmpty()) {
      throw new IllegalStateException("openapi/operations.json says nothing of " + unused);
    }
    Map<String, Object> components = new TreeMap<>(schemas.all());
    components.put(PROBLEM, ProblemSchemas.problem());
    components.put(CONNECT_ERROR, ProblemSchemas.connectError());
    Map<String, Object> info = new LinkedHashMap<>();
    words.info().properties().forEach(entry -> info.put(entry.getKey(), entry.getValue()));
    info.put("version", "v1");
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("openapi", "3.1.0");
    document.put("info", info);
    document.put("paths", paths);
    document.put("components", Map.of("schemas", components));
    return document;
  }

  private Map<String, Object> operation(
      JsonNode operation, String path, @Nullable HandlerMethod handler) {
    Map<String, Object> made = new LinkedHashMap<>();
    made.put("tags", List.of(operation.path("section").asString()));
    made.put("summary", operation.path("summary").asString());
    List<Map<String, Object>> parameters = OperationParameters.of(operation, path, handler, words);
    if (!parameters.isEmpty()) {
      made.put("parameters", parameters);
    }
    JsonNode body = operation.path("body");
    if (body.isObject()) {
      made.put("requestBody", body(body));
    }
    made.put("responses", responses(operation, handler));
    return made;
  }

  private static Map<String, Object> body(JsonNode body) {
    Map<String, Object> content = new LinkedHashMap<>();
    for (JsonNode type : body.path("types")) {
      boolean isExample = type.asString().equals(JSON) && body.path("example").isObject();
      content.put(type.asString(), isExample ? Map.of("example", body.path("example")) : Map.of());
    }
    return Map.of("required", true, "content", content);
  }

  private Map<String, Object> responses(JsonNode operation, @Nullable HandlerMethod handler) {
    Map<String, Object> responses = new TreeMap<>();
    operation
        .path("answers")
        .properties()
        .forEach(
            answer ->
                responses.put(
                    answer.getKey(), response(answer.getKey(), answer.getValue(), handler)));
    words
        .problems(operation)
        .forEach((status, reasons) -> responses.put(status, problem(status, reasons)));
    return responses;
  }

  private Map<String, Object> response(
      String status, JsonNode answer, @Nullable HandlerMethod handler) {
    Map<String, Object> made = new LinkedHashMap<>();
    made.put("description", answer.path("text").asString());
    Map<String, Object> headers = new LinkedHashMap<>();
    answer.path("headers").forEach(name -> headers.put(name.asString(), header(name, true)));
    answer.path("sometimes").forEach(name -> headers.put(name.asString(), header(name, false)));
    if (!headers.isEmpty()) {
      made.put("headers", headers);
    }
    Map<String, Object> content = new LinkedHashMap<>();
    if (answer.path("error").asBoolean(false)) {
      content.put(JSON, Map.of("schema", reference(CONNECT_ERROR)));
    } else if (answer.has("types")) {
      answer.path("types").forEach(type -> content.put(type.asString(), Map.of()));
    } else if (status.equals("200") && handler != null) {
      content.put(JSON, Map.of("schema", schemas.of(answerType(handler))));
    }
    if (!content.isEmpty()) {
      made.put("content", content);
    }
    return made;
  }

  private Map<String, Object> header(JsonNode name, boolean isRequired) {
    return Map.of(
        "description", words.header(name.asString()),
        "required", isRequired,
        "schema", Map.of("type", "string"));
  }

  private static Type answerType(HandlerMethod handler) {
    Type type = handler.getMethod().getGenericReturnType();
    return type instanceof ParameterizedType generic && generic.getRawType() == ResponseEntity.class
        ? generic.getActualTypeArguments()[0]
        : type;
  }

  private static Map<String, Object> problem(String status, TreeSet<String> reasons) {
    HttpStatus known = HttpStatus.valueOf(Integer.parseInt(status));
    return Map.of(
        "description",
        known.getReasonPhrase() + ": " + String.join(", ", reasons),
        "headers",
        Map.of(
            ProblemAnswer.HEADER,
            Map.of("description", "The detail, in ASCII", "schema", Map.of("type", "string"))),
        "content",
        Map.of("application/problem+json", Map.of("schema", ProblemSchemas.of(reasons))));
  }

  static Map<String, Object> reference(String name) {
    return Map.of("$ref", "#/components/schemas/" + name);
  }
}
