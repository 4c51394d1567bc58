package dev.pgohub.publisher;

import java.util.List;

/**
 * What may be named: one of these texts, or something below one of them; {@code *}: everything.
 *
 * @param entries none: nothing may be named
 */
record Allowance(List<String> entries) {

  private static final String EVERYTHING = "*";

  static Allowance of(List<String> entries) {
    return new Allowance(List.copyOf(entries));
  }

  /** Whether a text is an entry, or goes on after an entry with a slash. */
  boolean permits(String text) {
    return entries.contains(EVERYTHING)
        || entries.stream()
            .anyMatch(
                entry -> text.equals(entry) || text.startsWith(entry.replaceFirst("/*$", "/")));
  }
}
