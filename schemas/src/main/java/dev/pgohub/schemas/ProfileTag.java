package dev.pgohub.schemas;

import java.util.Objects;

/**
 * The service identifier under which profiles are merged.
 *
 * <p>A tag is 1 to 128 characters: it starts with an ASCII letter or digit and goes on with
 * letters, digits, {@code .}, {@code _} and {@code -}. It holds no {@code ..} and does not end in
 * {@code .lock}, {@code .git} or {@code .}, so that it is safe as a file name and as part of a git
 * reference. Two tags are equal when their characters are.
 *
 * @param value the tag's characters
 */
public record ProfileTag(String value) implements Comparable<ProfileTag> {

  /** The most characters that a tag has. */
  public static final int MAX_LENGTH = 128;

  /**
   * Checks the grammar.
   *
   * @throws InvalidNameException when {@code value} is not a tag; the message says what is wrong
   */
  public ProfileTag {
    Objects.requireNonNull(value, "value");
    check("tag", value, MAX_LENGTH);
    if (value.contains("..")) {
      throw new InvalidNameException("tag", value, "holds \"..\"");
    }
    for (String end : new String[] {".lock", ".git", "."}) {
      if (value.endsWith(end)) {
        throw new InvalidNameException("tag", value, "ends in \"" + end + "\"");
      }
    }
  }

  /**
   * The checked tag.
   *
   * @throws InvalidNameException when {@code value} is not a tag
   */
  public static ProfileTag of(String value) {
    return new ProfileTag(value);
  }

  @Override
  public int compareTo(ProfileTag other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }

  static void check(String kind, String value, int maxLength) {
    if (value.isEmpty()) {
      throw new InvalidNameException(kind, value, "is empty");
    }
    if (value.length() > maxLength) {
      throw new InvalidNameException(
          kind, value, "has " + value.length() + " characters; at most " + maxLength);
    }
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      boolean letterOrDigit = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
      if (!letterOrDigit && (i == 0 || c != '.' && c != '_' && c != '-')) {
        throw new InvalidNameException(
            kind,
            value,
            (i == 0 ? "starts with " : "holds ")
                + InvalidNameException.quoted(String.valueOf(c))
                + "; allowed are letters, digits and, after the first, . _ -");
      }
    }
  }
}
