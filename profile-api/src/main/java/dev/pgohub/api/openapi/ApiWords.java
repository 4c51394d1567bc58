package dev.pgohub.api.openapi;

import dev.pgohub.jfr.InvalidRecordingException;
import dev.pgohub.pprof.InvalidReason;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the code of the API does not say of itself: what things are for, which header fields there
 * are, and the reasons of problems. They stand in {@code openapi/operations.json}; tests hold them
 * against the code and against real answers.
 */
final class ApiWords {

  private static final String FILE = "openapi/operations.json";

  private final JsonNode all;

  private ApiWords(JsonNode all) {
    this.all = all;
  }

  static ApiWords read(JsonMapper json) {
    try (InputStream in = ApiWords.class.getClassLoader().getResourceAsStream(FILE)) {
      if (in == null) {
        throw new IllegalStateException(FILE + " is not in this build");
      }
      return new ApiWords(json.readTree(in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  JsonNode info() {
    return all.path("info");
  }

  Iterable<JsonNode> operations() {
    return all.path("operations");
  }

  String header(String name) {
    JsonNode text = all.path("headers").path(name);
    if (text.isMissingNode()) {
      throw new IllegalStateException(FILE + " says nothing of the header field " + name);
    }
    return text.asString();
  }

  /** Words of a parameter: the operation's own before those of all. */
  JsonNode parameter(JsonNode operation, String name) {
    JsonNode own = operation.path("parameters").path(name);
    JsonNode ofAll = all.path("parameters").path(name);
    if (own.isMissingNode() && ofAll.isMissingNode()) {
      throw new IllegalStateException(
          FILE + " says nothing of the parameter " + name + " of " + operation.path("path"));
    }
    if (!ofAll.isObject()) {
      return own;
    }
    return own.isObject() ? ((ObjectNode) ofAll.deepCopy()).setAll((ObjectNode) own) : ofAll;
  }

  /** The reasons of the problems of an operation, by status. */
  Map<String, TreeSet<String>> problems(JsonNode operation) {
    Map<String, TreeSet<String>> reasons = new TreeMap<>();
    add(reasons, operation.path("problems"));
    if (operation.path("plain").asBoolean(false)) {
      return reasons;
    }
    add(reasons, all.path("problems").path("anywhere"));
    for (JsonNode group : operation.path("refuses")) {
      switch (group.asString()) {
        case "profile" -> add(reasons, Stream.of(InvalidReason.values()).map(InvalidReason::code));
        case "recording" ->
            add(
                reasons,
                Stream.of(InvalidRecordingException.Reason.values())
                    .map(InvalidRecordingException.Reason::code));
        default -> add(reasons, all.path("problems").path(group.asString()));
      }
    }
    return reasons;
  }

  private static void add(Map<String, TreeSet<String>> reasons, Stream<String> ofBadRequests) {
    TreeSet<String> there = reasons.computeIfAbsent("400", status -> new TreeSet<>());
    ofBadRequests.forEach(there::add);
  }

  private static void add(Map<String, TreeSet<String>> reasons, JsonNode byStatus) {
    byStatus
        .properties()
        .forEach(
            entry ->
                entry
                    .getValue()
                    .forEach(
                        reason ->
                            reasons
                                .computeIfAbsent(entry.getKey(), s -> new TreeSet<>())
                                .add(reason.asString())));
  }
}
