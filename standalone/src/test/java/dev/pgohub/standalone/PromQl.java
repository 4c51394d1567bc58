package dev.pgohub.standalone;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** As much of Prometheus' language as it takes to find the names of metrics in an expression. */
final class PromQl {

  private static final Pattern NOT_NAMES =
      Pattern.compile(
          "\"[^\"]*\"|\\{[^}]*}|\\[[^\\]]*]"
              + "|\\b(?:by|without|on|ignoring|group_left|group_right)\\s*\\([^)]*\\)");
  private static final Pattern NAME = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*(?!\\w)(\\s*\\()?");
  private static final Set<String> WORDS = Set.of("and", "or", "unless", "offset", "bool", "inf");

  private PromQl() {}

  static Set<String> metrics(String expression) {
    Set<String> names = new TreeSet<>();
    Matcher name = NAME.matcher(NOT_NAMES.matcher(expression).replaceAll(" "));
    while (name.find()) {
      if (name.group(1) == null && !WORDS.contains(name.group())) {
        names.add(name.group());
      }
    }
    return names;
  }
}
