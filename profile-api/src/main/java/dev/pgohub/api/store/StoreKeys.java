package dev.pgohub.api.store;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.pgohub.schemas.ControlKey;
import dev.pgohub.schemas.Edition;
import dev.pgohub.schemas.ProfileMode;
import dev.pgohub.schemas.ProfileTag;
import dev.pgohub.schemas.Topic;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Locale;

/**
 * The keys of the database. A letter says what it is; tags are in the order of their characters:
 *
 * <pre>
 * m …                                       about the copy itself: form, counts, origins, epochs, offsets
 * p tag NUL edition NUL mode NUL            a merged profile: StoredProfile
 * s tag NUL edition NUL mode NUL            one whose parts are arriving: StagedContent
 * c tag NUL edition NUL mode NUL id kind n  a chunk of content; the id is never used twice
 * g tag NUL mode NUL ~number digest         that there is this generation; the newest first
 * k tag NUL kind                            what is said about a tag: epoch, message
 * t tag NUL                                 its status: epoch, message
 * r tag NUL ~offset partition               a refused fragment: StoredRejection; the newest first
 * q serial                                  the keys of r in the order in which they came
 * </pre>
 */
final class StoreKeys {

  static final byte[] FORM = meta("form");
  static final byte[] NEXT_SERIAL = meta("serial");
  static final byte[] OLDEST_SERIAL = meta("oldest");
  static final byte[] PROFILES = meta("profiles");
  static final byte[] CONTENT_BYTES = meta("bytes");
  static final byte[] REJECTIONS = meta("rejections");
  static final byte[] ALL_PROFILES = {'p'};
  static final byte[] ALL_STAGED = {'s'};
  static final byte[] ALL_CONTROLS = {'k'};
  static final byte[] ALL_STATUSES = {'t'};
  static final byte[] ALL_REJECTIONS = {'r'};
  static final byte[] ALL_SERIALS = {'q'};

  private StoreKeys() {}

  private static byte[] meta(String name) {
    return ("m" + name).getBytes(US_ASCII);
  }

  static byte[] origin(Topic topic) {
    return meta("origin." + topic);
  }

  static byte[] epoch(Topic topic) {
    return meta("epoch." + topic);
  }

  static byte[] sweptEpoch(Topic topic) {
    return meta("swept." + topic);
  }

  static byte[] offset(Topic topic, int partition) {
    return meta("offset." + topic + "." + partition);
  }

  static byte[] allOffsets(Topic topic) {
    return meta("offset." + topic + ".");
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

  /** The beginning that the profiles of an edition share: of all modes, no mode first. */
  static byte[] profilesOf(ProfileTag tag, Edition edition) {
    return ("p" + tag + "\0" + edition + "\0").getBytes(US_ASCII);
  }

  /** The beginning that the generations share whose digests begin with some hex digits. */
  static byte[] generationsOf(ProfileTag tag, String digestPrefix) {
    return ("p" + tag + "\0sha256:" + digestPrefix).getBytes(US_ASCII);
  }

  static byte[] numbersOf(ProfileTag tag, ProfileMode mode) {
    return ("g" + tag + "\0" + mode + "\0").getBytes(US_ASCII);
  }

  /** Where the generations with this number and lower ones begin. */
  static byte[] numbersFrom(ProfileTag tag, ProfileMode mode, long number) {
    return join(numbersOf(tag, mode), Rocks.bytes(~number));
  }

  static byte[] number(ProfileName name, long number) {
    return join(
        numbersFrom(name.tag(), name.mode(), number), name.edition().value().getBytes(US_ASCII));
  }

  /** Reads the edition of what {@link #number} made. */
  static Edition editionOfNumber(byte[] key, byte[] prefix) {
    int from = prefix.length + Long.BYTES;
    return new Edition(new String(key, from, key.length - from, US_ASCII));
  }

  static byte[] control(ControlKey key) {
    String kind = key.kind().name().toLowerCase(Locale.ROOT);
    return ("k" + key.tag() + "\0" + kind).getBytes(US_ASCII);
  }

  static byte[] status(ProfileTag tag) {
    return ("t" + tag + "\0").getBytes(US_ASCII);
  }

  static byte[] rejectionsOf(ProfileTag tag) {
    return ("r" + tag + "\0").getBytes(US_ASCII);
  }

  static byte[] rejection(ProfileTag tag, long offset, int partition) {
    byte[] place =
        ByteBuffer.allocate(Long.BYTES + Integer.BYTES).putLong(~offset).putInt(partition).array();
    return join(rejectionsOf(tag), place);
  }

  static byte[] serial(long serial) {
    return join(ALL_SERIALS, Rocks.bytes(serial));
  }

  /** The beginning that the keys of a tag in a space share, and no other key has. */
  static byte[] ofTag(byte[] space, ProfileTag tag) {
    return join(space, (tag + "\0").getBytes(US_ASCII));
  }

  /** Where the keys of a space behind those of the named tag begin; the tag need not exist. */
  static byte[] after(byte[] space, String tag) {
    return join(space, (tag + "\1").getBytes(US_ASCII));
  }

  /** The beginning that the keys of a space share whose tags begin so. */
  static byte[] tagsThatBegin(byte[] space, String start) {
    return join(space, start.getBytes(US_ASCII));
  }

  /** The tag in a key of any space but {@code m} and {@code q}. */
  static String tag(byte[] key) {
    int end = 1;
    while (key[end] != 0) {
      end++;
    }
    return new String(key, 1, end - 1, US_ASCII);
  }

  /** Reads what {@link #profile} or {@link #staged} made. */
  static ProfileName name(byte[] key) {
    String[] pieces = new String(key, 1, key.length - 2, US_ASCII).split("\0", -1);
    return new ProfileName(
        ProfileTag.of(pieces[0]), ProfileMode.of(pieces[2]), new Edition(pieces[1]));
  }

  static boolean startsWith(byte[] key, byte[] prefix) {
    return key.length >= prefix.length
        && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
  }

  private static byte[] named(char space, ProfileName name) {
    return (space + name.tag().value() + "\0" + name.edition() + "\0" + name.mode() + "\0")
        .getBytes(US_ASCII);
  }

  private static byte[] join(byte[] a, byte[] b) {
    return ByteBuffer.allocate(a.length + b.length).put(a).put(b).array();
  }
}
