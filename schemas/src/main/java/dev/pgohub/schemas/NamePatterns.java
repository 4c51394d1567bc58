package dev.pgohub.schemas;

import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Names of functions, each as a whole or as the beginning of names, with {@code *} behind it. Their
 * text has commas between them; a name that holds a comma can be given by its beginning. Immutable.
 */
public final class NamePatterns {

  /** The most patterns. */
  public static final int MAX_PATTERNS = 100;

  /** The most characters of all patterns together, as they travel with every generation. */
  public static final int MAX_CHARACTERS = 4_000;

  private static final String WILDCARD = "*";

  private final SortedSet<String> patterns;
  private final List<String> beginnings;

  private NamePatterns(SortedSet<String> patterns) {
    this.patterns = patterns;
    this.beginnings =
        patterns.stream()
            .filter(pattern -> pattern.endsWith(WILDCARD))
            .map(pattern -> pattern.substring(0, pattern.length() - 1))
            .toList();
  }

  /**
   * Reads patterns; blank: none.
   *
   * @throws IllegalArgumentException when there are too many, one is the beginning of all names, or
   *     holds a control character
   */
  public static NamePatterns parse(String text) {
    SortedSet<String> patterns = new TreeSet<>();
    for (String piece : text.split(",", -1)) {
      String pattern = piece.strip();
      if (pattern.equals(WILDCARD) || pattern.chars().anyMatch(Character::isISOControl)) {
        throw new IllegalArgumentException(pattern);
      }
      if (!pattern.isEmpty()) {
        patterns.add(pattern);
      }
    }
    if (patterns.size() > MAX_PATTERNS || text.length() > MAX_CHARACTERS) {
      throw new IllegalArgumentException(patterns.size() + " patterns");
    }
    return new NamePatterns(patterns);
  }

  /** Whether a function is among them. */
  public boolean matches(String function) {
    return patterns.contains(function) || beginnings.stream().anyMatch(function::startsWith);
  }

  /** Whether there are none. */
  public boolean isEmpty() {
    return patterns.isEmpty();
  }

  /** The patterns, sorted. */
  public List<String> toList() {
    return List.copyOf(patterns);
  }

  /** The patterns, sorted, with commas between them: the text that {@link #parse} reads. */
  @Override
  public String toString() {
    return String.join(",", patterns);
  }
}
