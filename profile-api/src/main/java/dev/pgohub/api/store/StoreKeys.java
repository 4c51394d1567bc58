package dev.pgohub.api.store;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.pgohub.schemas.ProfileMode;
import dev.pgohub.schemas.ProfileTag;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The keys of the database. A letter says what it is, then comes the name, {@code tag} NUL {@code
 * mode} NUL, so that the modes of a tag follow each other and tags are in the order of their
 * characters:
 *
 * <pre>
 * m …                                  about the copy itself: origin, epoch, offsets
 * p tag NUL mode NUL                   the current generation: StoredProfile
 * s tag NUL mode NUL                   a generation whose parts are arriving: StagedContent
 * c tag NUL mode NUL id kind number    a chunk of content; the id is never used twice
 * </pre>
 *
 * Content lies under an id of its own, so that earlier generations can be kept beside the current
 * one by a further letter that leads from a digest to an id.
 */
final class StoreKeys {

  static final byte[] ORIGIN = meta("origin");
  static final byte[] EPOCH = meta("epoch");
  static final byte[] SWEPT_EPOCH = meta("swept");
  static final byte[] NEXT_CONTENT_ID = meta("content");
  static final byte[] ALL_OFFSETS = meta("offset.");
  static final byte[] ALL_PROFILES = {'p'};
  static final byte[] ALL_STAGED = {'s'};

  private StoreKeys() {}

  private static byte[] meta(String name) {
    return ("m" + name).getBytes(US_ASCII);
  }

  static byte[] offset(int partition) {
    return meta("offset." + partition);
  }

  static byte[] profile(ProfileName name) {
    return named('p', name);
  }

  static byte[] staged(ProfileName name) {
    return named('s', name);
  }

  static byte[] chunk(ProfileName name, long contentId, ContentKind kind, int number) {
    byte[] prefix = named('c', name);
    return ByteBuffer.allocate(prefix.length + Long.BYTES + 1 + Integer.BYTES)
        .put(prefix)
        .putLong(contentId)
        .put((byte) kind.ordinal())
        .putInt(number)
        .array();
  }

  /** The beginning that the profile keys of a tag share, and no other key has. */
  static byte[] profilesOf(ProfileTag tag) {
    return ("p" + tag + "\0").getBytes(US_ASCII);
  }

  /** Where the profile keys behind those of the named tag begin; the tag need not exist. */
  static byte[] profilesAfter(String tag) {
    return ("p" + tag + "\1").getBytes(US_ASCII);
  }

  /** Reads what {@link #profile} or {@link #staged} made. */
  static ProfileName name(byte[] key) {
    String text = new String(key, 1, key.length - 2, US_ASCII);
    int modeAt = text.indexOf('\0');
    return new ProfileName(
        ProfileTag.of(text.substring(0, modeAt)), ProfileMode.of(text.substring(modeAt + 1)));
  }

  static boolean startsWith(byte[] key, byte[] prefix) {
    return key.length >= prefix.length
        && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
  }

  private static byte[] named(char space, ProfileName name) {
    return (space + name.tag().value() + "\0" + name.mode().value() + "\0").getBytes(US_ASCII);
  }
}
