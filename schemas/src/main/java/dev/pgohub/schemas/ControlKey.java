package dev.pgohub.schemas;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Locale;
import java.util.Objects;

/**
 * The key of a record in {@code profile-policies}: the tag, and for all but its policy a NUL and
 * the kind behind it.
 *
 * @param tag the tag
 * @param kind what is said about it
 */
public record ControlKey(ProfileTag tag, Kind kind) {

  /** What is said about a tag, and the message that says it. */
  public enum Kind {
    /** {@code TagPolicy}. */
    POLICY,
    /** {@code Hold}. */
    HOLD,
    /** {@code PublicationTarget}. */
    PUBLICATION,
    /** {@code PublicationResult}. */
    PUBLISHED;

    private String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Takes both. */
  public ControlKey {
    Objects.requireNonNull(tag, "tag");
    Objects.requireNonNull(kind, "kind");
  }

  /** The bytes of the record's key. */
  public byte[] toBytes() {
    String text = kind == Kind.POLICY ? tag.value() : tag + "\0" + kind.text();
    return text.getBytes(US_ASCII);
  }

  /**
   * Reads what {@link #toBytes} wrote.
   *
   * @throws InvalidNameException when the tag does not follow its grammar
   * @throws IllegalArgumentException when the kind is unknown
   */
  public static ControlKey parse(byte[] bytes) {
    String text = new String(bytes, US_ASCII);
    int at = text.indexOf('\0');
    if (at < 0) {
      return new ControlKey(ProfileTag.of(text), Kind.POLICY);
    }
    String found = text.substring(at + 1);
    for (Kind kind : Kind.values()) {
      if (kind != Kind.POLICY && kind.text().equals(found)) {
        return new ControlKey(ProfileTag.of(text.substring(0, at)), kind);
      }
    }
    throw new IllegalArgumentException("a key of an unknown kind");
  }
}
