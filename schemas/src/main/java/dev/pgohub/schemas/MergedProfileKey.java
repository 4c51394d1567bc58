package dev.pgohub.schemas;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Objects;

/**
 * The key of a record in {@code merged-profiles} and {@code profile-generations}: the tag, and
 * behind it, each after a NUL, what there is of: the mode, {@code @} and the edition, {@code #} and
 * the decimal index of a part. Tags, modes and editions hold neither of these characters.
 *
 * @param tag the tag
 * @param mode the mode, or {@link ProfileMode#NONE} for the union of all modes
 * @param edition which of the merged profiles
 * @param part index of a part, or {@link #WHOLE} for the merged profile itself
 */
public record MergedProfileKey(ProfileTag tag, ProfileMode mode, Edition edition, int part) {

  /** The merged profile itself, not a part of it. */
  public static final int WHOLE = -1;

  /** Checks that the part is an index or {@link #WHOLE}. */
  public MergedProfileKey {
    Objects.requireNonNull(tag, "tag");
    Objects.requireNonNull(mode, "mode");
    Objects.requireNonNull(edition, "edition");
    if (part < WHOLE) {
      throw new IllegalArgumentException("part " + part);
    }
  }

  /** The key of the current generation itself. */
  public static MergedProfileKey of(ProfileTag tag, ProfileMode mode) {
    return of(tag, mode, Edition.CURRENT);
  }

  /** The key of a merged profile itself. */
  public static MergedProfileKey of(ProfileTag tag, ProfileMode mode, Edition edition) {
    return new MergedProfileKey(tag, mode, edition, WHOLE);
  }

  /** The key of one part of the same merged profile. */
  public MergedProfileKey withPart(int index) {
    return new MergedProfileKey(tag, mode, edition, index);
  }

  /** The bytes of the record's key. */
  public byte[] toBytes() {
    StringBuilder text = new StringBuilder(tag.value());
    if (!mode.equals(ProfileMode.NONE)) {
      text.append('\0').append(mode);
    }
    if (!edition.equals(Edition.CURRENT)) {
      text.append("\0@").append(edition);
    }
    if (part != WHOLE) {
      text.append("\0#").append(part);
    }
    return text.toString().getBytes(US_ASCII);
  }

  /**
   * Reads what {@link #toBytes} wrote.
   *
   * @throws InvalidNameException when tag, mode or edition do not follow their grammar
   * @throws IllegalArgumentException when the part is not a number, or something else is there
   */
  public static MergedProfileKey parse(byte[] bytes) {
    String[] pieces = new String(bytes, US_ASCII).split("\0", -1);
    ProfileMode mode = ProfileMode.NONE;
    Edition edition = Edition.CURRENT;
    int part = WHOLE;
    int at = 1;
    if (at < pieces.length && !pieces[at].startsWith("@") && !pieces[at].startsWith("#")) {
      mode = ProfileMode.of(pieces[at++]);
    }
    if (at < pieces.length && pieces[at].startsWith("@")) {
      edition = new Edition(pieces[at++].substring(1));
    }
    if (at < pieces.length && pieces[at].startsWith("#")) {
      part = Integer.parseInt(pieces[at++].substring(1));
    }
    if (at != pieces.length) {
      throw new IllegalArgumentException("a key of " + pieces.length + " pieces");
    }
    return new MergedProfileKey(ProfileTag.of(pieces[0]), mode, edition, part);
  }
}
