package dev.pgohub.schemas;

import java.util.Objects;

/**
 * One way of running the same binary, such as {@code serve} or {@code batch}; or {@link #NONE}.
 *
 * <p>A mode is empty, or 1 to 64 characters of the alphabet of {@link ProfileTag}.
 *
 * @param value the mode's characters
 */
public record ProfileMode(String value) implements Comparable<ProfileMode> {

  /** The most characters that a mode has. */
  public static final int MAX_LENGTH = 64;

  /** No mode named. As the key of a merged profile: the union of all modes. */
  public static final ProfileMode NONE = new ProfileMode("");

  /**
   * Checks the grammar.
   *
   * @throws InvalidNameException when {@code value} is not a mode; the message says what is wrong
   */
  public ProfileMode {
    Objects.requireNonNull(value, "value");
    if (!value.isEmpty()) {
      ProfileTag.check("mode", value, MAX_LENGTH);
    }
  }

  /**
   * The checked mode.
   *
   * @throws InvalidNameException when {@code value} is not a mode
   */
  public static ProfileMode of(String value) {
    return value.isEmpty() ? NONE : new ProfileMode(value);
  }

  @Override
  public int compareTo(ProfileMode other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
