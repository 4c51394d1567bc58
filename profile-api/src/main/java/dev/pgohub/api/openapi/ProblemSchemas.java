package dev.pgohub.api.openapi;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** JSON schemas of what stands in the body of a problem. */
final class ProblemSchemas {

  private static final Map<String, Object> TEXT = Map.of("type", "string");

  private ProblemSchemas() {}

  /** Problem details, with a reason for programs; some reasons bring further properties. */
  static Map<String, Object> problem() {
    return Map.of(
        "type", "object",
        "properties",
            Map.of(
                "type", TEXT,
                "title", TEXT,
                "status", Map.of("type", "integer"),
                "detail", TEXT,
                "instance", TEXT,
                "reason", TEXT),
        "required", List.of("status", "detail", "instance", "reason"));
  }

  /** A problem with one of these reasons. */
  static Map<String, Object> of(Set<String> reasons) {
    return Map.of(
        "allOf",
        List.of(
            OpenApiDocument.reference("Problem"),
            Map.of("properties", Map.of("reason", Map.of("enum", reasons)))));
  }

  /** How Connect says a problem. */
  static Map<String, Object> connectError() {
    return Map.of(
        "type", "object",
        "properties", Map.of("code", TEXT, "message", TEXT),
        "required", List.of("code", "message"));
  }
}
