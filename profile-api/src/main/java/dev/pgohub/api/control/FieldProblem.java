package dev.pgohub.api.control;

import dev.pgohub.api.problem.HttpProblem;

/** A field of a JSON object that is wrong; the problem names it under {@code field}. */
final class FieldProblem {

  private FieldProblem() {}

  static HttpProblem of(String reason, String field, String detail) {
    return HttpProblem.badRequest(reason, detail).withProperty("field", field);
  }
}
