package dev.pgohub.api.intake;

import dev.pgohub.api.problem.HttpProblem;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What agents call the program that they profile: {@code name} or {@code name{key=value,…}}. A key
 * may hold dots; a value everything but a comma and a brace.
 *
 * @param name before the labels
 * @param labels by key; a later one of the same key wins
 */
record AppName(String name, Map<String, String> labels) {

  private static final int MAX_LENGTH = 4096;

  /**
   * Reads it.
   *
   * @throws HttpProblem {@code bad_name}
   */
  static AppName parse(@Nullable String text) {
    if (text == null || text.isBlank()) {
      throw bad("it must be there, such as checkout or checkout{version=1.2}");
    }
    if (text.length() > MAX_LENGTH) {
      throw bad("it has more than " + MAX_LENGTH + " characters");
    }
    String all = text.strip();
    int brace = all.indexOf('{');
    if (brace < 0) {
      return new AppName(all, Map.of());
    }
    if (!all.endsWith("}")) {
      throw bad("its labels do not end with a brace");
    }
    return new AppName(
        all.substring(0, brace).strip(), labels(all.substring(brace + 1, all.length() - 1)));
  }

  private static Map<String, String> labels(String text) {
    Map<String, String> labels = new LinkedHashMap<>();
    for (String label : text.split(",")) {
      if (label.isBlank()) {
        continue;
      }
      int equals = label.indexOf('=');
      if (equals < 1 || label.indexOf('{') >= 0 || label.indexOf('}') >= 0) {
        throw bad("a label must be key=value");
      }
      labels.put(label.substring(0, equals).strip(), label.substring(equals + 1).strip());
    }
    return labels;
  }

  private static HttpProblem bad(String what) {
    return HttpProblem.badRequest("bad_name", "the name of the profiled program is bad: " + what);
  }
}
