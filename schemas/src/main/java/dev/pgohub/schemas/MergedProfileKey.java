package dev.pgohub.schemas;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Objects;

/**
 * The key of a record in {@code merged-profiles}: {@code tag}, {@code tag}NUL{@code mode}, or
 * either with NUL NUL and the decimal index of a part behind it. Tags and modes hold no NUL.
 *
 * @param tag the tag
 * @param mode the mode, or {@link ProfileMode#NONE} for the union of all modes
 * @param part index of a part, or {@link #WHOLE} for the merged profile itself
 */
public record MergedProfileKey(ProfileTag tag, ProfileMode mode, int part) {

  /** The merged profile itself, not a part of it. */
  public static final int WHOLE = -1;

  /** Checks that the part is an index or {@link #WHOLE}. */
  public MergedProfileKey {
    Objects.requireNonNull(tag, "tag");
    Objects.requireNonNull(mode, "mode");
    if (part < WHOLE) {
      throw new IllegalArgumentException("part " + part);
    }
  }

  /** The key of the merged profile itself. */
  public static MergedProfileKey of(ProfileTag tag, ProfileMode mode) {
    return new MergedProfileKey(tag, mode, WHOLE);
  }

  /** The key of one part of the same merged profile. */
  public MergedProfileKey withPart(int index) {
    return new MergedProfileKey(tag, mode, index);
  }

  /** The bytes of the record's key. */
  public byte[] toBytes() {
    String text = tag.value();
    if (!mode.value().isEmpty()) {
      text += "\0" + mode;
    }
    if (part != WHOLE) {
      text += "\0\0" + part;
    }
    return text.getBytes(US_ASCII);
  }

  /**
   * Reads what {@link #toBytes} wrote.
   *
   * @throws InvalidNameException when tag or mode do not follow their grammar
   * @throws IllegalArgumentException when the part is not a number
   */
  public static MergedProfileKey parse(byte[] bytes) {
    String text = new String(bytes, US_ASCII);
    int part = WHOLE;
    int partAt = text.indexOf("\0\0");
    if (partAt >= 0) {
      part = Integer.parseInt(text.substring(partAt + 2));
      text = text.substring(0, partAt);
    }
    int modeAt = text.indexOf('\0');
    return modeAt < 0
        ? new MergedProfileKey(ProfileTag.of(text), ProfileMode.NONE, part)
        : new MergedProfileKey(
            ProfileTag.of(text.substring(0, modeAt)),
            ProfileMode.of(text.substring(modeAt + 1)),
            part);
  }
}
