package dev.pgohub.api.openapi;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;
import tools.jackson.databind.JsonNode;

/** The parameters of an operation. */
final class OperationParameters {

  private static final Pattern IN_PATH = Pattern.compile("\\{(\\w+)}");

  private OperationParameters() {}

  /**
   * Those of the path; those of the query that the code names, with their defaults; and those that
   * only the words know.
   *
   * @throws IllegalStateException when there are no words for one
   */
  static List<Map<String, Object>> of(
      JsonNode operation, String path, @Nullable HandlerMethod handler, ApiWords words) {
    List<Map<String, Object>> parameters = new ArrayList<>();
    TreeSet<String> named = new TreeSet<>();
    Matcher inPath = IN_PATH.matcher(path);
    while (inPath.find()) {
      String name = inPath.group(1);
      named.add(name);
      parameters.add(parameter(name, "path", words.parameter(operation, name), null));
    }
    if (handler != null) {
      for (MethodParameter parameter : handler.getMethodParameters()) {
        RequestParam inQuery = parameter.getParameterAnnotation(RequestParam.class);
        if (inQuery != null) {
          String name = parameter.getParameter().getName();
          named.add(name);
          JsonNode its = words.parameter(operation, name);
          parameters.add(parameter(name, "query", its, inQuery.defaultValue()));
        }
      }
    }
    for (String name : operation.path("parameters").propertyNames()) {
      if (!named.contains(name)) {
        JsonNode its = words.parameter(operation, name);
        if (!its.has("in")) {
          throw new IllegalStateException("nothing reads " + name + " of " + path);
        }
        parameters.add(parameter(name, its.path("in").asString(), its, null));
      }
    }
    return parameters;
  }

  private static Map<String, Object> parameter(
      String name, String in, JsonNode words, @Nullable String standard) {
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("type", "string");
    if (words.has("values")) {
      schema.put("enum", words.path("values"));
    }
    if (words.has("pattern")) {
      schema.put("pattern", words.path("pattern"));
    }
    if (standard != null && !standard.isEmpty()) {
      schema.put("default", standard);
    }
    Map<String, Object> made = new LinkedHashMap<>();
    made.put("name", name);
    made.put("in", in);
    made.put("description", words.path("text").asString());
    made.put("required", in.equals("path") || words.path("required").asBoolean(false));
    made.put("schema", schema);
    if (words.has("example")) {
      made.put("example", words.path("example"));
    }
    return made;
  }
}
