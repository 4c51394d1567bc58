package dev.pgohub.api.control;

import dev.pgohub.api.problem.HttpProblem;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** The fields of a JSON object, of which each must be known. */
final class JsonFields {

  private final JsonNode object;
  private final String reason;

  /**
   * Takes an object.
   *
   * @param reason of the problem when a field is wrong
   * @param known the names of all fields
   * @throws HttpProblem when there is another one
   */
  JsonFields(JsonNode object, String reason, List<String> known) {
    this.object = object;
    this.reason = reason;
    for (String name : object.propertyNames()) {
      if (!known.contains(name)) {
        throw FieldProblem.of(
            reason, name, "there is no such field; there are " + String.join(", ", known));
      }
    }
  }

  boolean has(String name) {
    return object.hasNonNull(name);
  }

  JsonNode get(String name) {
    return object.path(name);
  }

  /** A text; an absent one is empty. */
  String text(String name) {
    JsonNode node = object.path(name);
    if (node.isMissingNode() || node.isNull()) {
      return "";
    }
    if (!node.isString()) {
      throw wrong(name, name + " must be a string");
    }
    return node.stringValue();
  }

  HttpProblem wrong(String name, String detail) {
    return FieldProblem.of(reason, name, detail);
  }
}
