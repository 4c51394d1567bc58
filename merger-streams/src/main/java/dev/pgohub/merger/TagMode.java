package dev.pgohub.merger;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.pgohub.schemas.Edition;
import dev.pgohub.schemas.MergedProfileKey;
import dev.pgohub.schemas.ProfileMode;
import dev.pgohub.schemas.ProfileTag;

/**
 * One mode of a tag: where a fragment belongs, and what is published. As what is published, {@link
 * ProfileMode#NONE} is the union of all modes.
 *
 * <p>Its bytes are {@code tag NUL mode NUL}. Neither holds a NUL, so no key begins with another
 * one, and keys are in the order of (tag, mode).
 */
record TagMode(ProfileTag tag, ProfileMode mode) implements Comparable<TagMode> {

  /** The union of all modes of the same tag. */
  TagMode union() {
    return new TagMode(tag, ProfileMode.NONE);
  }

  boolean isUnion() {
    return mode.equals(ProfileMode.NONE);
  }

  /** Under which one of its merged profiles is published. */
  MergedProfileKey published(Edition edition) {
    return MergedProfileKey.of(tag, mode, edition);
  }

  byte[] toBytes() {
    return (tag + "\0" + mode + "\0").getBytes(US_ASCII);
  }

  /** With what the keys of all modes of a tag begin, and no other key. */
  static byte[] prefixOf(ProfileTag tag) {
    return (tag + "\0").getBytes(US_ASCII);
  }

  static TagMode parse(byte[] bytes) {
    String text = new String(bytes, US_ASCII);
    int tagEnd = text.indexOf('\0');
    return new TagMode(
        ProfileTag.of(text.substring(0, tagEnd)),
        ProfileMode.of(text.substring(tagEnd + 1, text.length() - 1)));
  }

  @Override
  public int compareTo(TagMode other) {
    int byTag = tag.compareTo(other.tag);
    return byTag != 0 ? byTag : mode.compareTo(other.mode);
  }

  @Override
  public String toString() {
    return isUnion() ? tag.toString() : tag + " (" + mode + ")";
  }
}
