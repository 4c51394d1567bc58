package dev.pgohub.api.tags;

import dev.pgohub.api.problem.HttpProblem;

/** The most entries of an answer: {@code ?limit=}. */
final class PageLimit {

  static final String STANDARD = "100";
  private static final int MOST = 1000;

  private PageLimit() {}

  /**
   * Reads it.
   *
   * @throws HttpProblem {@code bad_limit}
   */
  static int of(String text) {
    long limit = number("limit", text);
    if (limit < 1 || limit > MOST) {
      throw bad("limit", "1 to " + MOST);
    }
    return (int) limit;
  }

  /**
   * Reads a whole number that is not negative.
   *
   * @throws HttpProblem {@code bad_} and the name
   */
  static long number(String name, String text) {
    if (!text.matches("\\d{1,18}")) {
      throw bad(name, "a whole number");
    }
    return Long.parseLong(text);
  }

  private static HttpProblem bad(String name, String right) {
    return HttpProblem.badRequest("bad_" + name, name + " must be " + right);
  }
}
