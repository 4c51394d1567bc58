package dev.pgohub.merger;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.pgohub.pprof.InvalidReason;
import dev.pgohub.schemas.FragmentId;
import dev.pgohub.schemas.InvalidNameException;
import dev.pgohub.schemas.ProfileMode;
import dev.pgohub.schemas.ProfileTag;
import dev.pgohub.schemas.Topic;
import dev.pgohub.schemas.proto.Fragment;
import org.jspecify.annotations.Nullable;

/**
 * The checked envelope of a fragment: what stands around its profile.
 *
 * @param owner its tag and mode
 * @param id decides whether it was seen before
 * @param instance who was profiled; may be empty
 * @param build what was profiled; may be empty
 * @param startNanos when it began, in nanoseconds since 1970 UTC; 0 when the envelope does not say
 * @param durationNanos how long it took; 0 when the envelope does not say
 * @param pprof the profile, not looked at
 */
record Envelope(
    TagMode owner,
    String id,
    String instance,
    String build,
    long startNanos,
    long durationNanos,
    byte[] pprof) {

  /** The most characters of the names of an instance and of a build. */
  static final int MAX_NAME_LENGTH = 1024;

  /**
   * Reads and checks the envelope of a record.
   *
   * @throws RefusedException when it is not one, or is for another tag than the record's key
   */
  static Envelope read(byte @Nullable [] key, byte @Nullable [] value) throws RefusedException {
    if (key == null || value == null) {
      throw RefusedException.badEnvelope(
          "the record has no " + (key == null ? "key; it is the tag" : "value"));
    }
    Fragment fragment = parse(value);
    requireNameLength("instance", fragment.getInstance());
    requireNameLength("build", fragment.getBuild());
    requireNotNegative("start_unix_nanos", fragment.getStartUnixNanos());
    requireNotNegative("duration_nanos", fragment.getDurationNanos());
    TagMode owner;
    try {
      owner = new TagMode(ProfileTag.of(fragment.getTag()), ProfileMode.of(fragment.getMode()));
      // A byte that is not ASCII must not turn into a character that is.
      ProfileTag keyTag = ProfileTag.of(new String(key, ISO_8859_1));
      if (!keyTag.equals(owner.tag())) {
        throw RefusedException.badEnvelope(
            "the record's key is " + keyTag + ", its envelope's tag " + owner.tag());
      }
      FragmentId.check(fragment.getFragmentId());
    } catch (InvalidNameException e) {
      throw new RefusedException(RefusedException.BAD_ENVELOPE, e);
    }
    if (fragment.getPprof().size() > Topic.MAX_PPROF_BYTES) {
      throw new RefusedException(
          InvalidReason.TOO_LARGE.code(),
          "the profile is sent in "
              + fragment.getPprof().size()
              + " bytes; at most "
              + Topic.MAX_PPROF_BYTES);
    }
    return new Envelope(
        owner,
        fragment.getFragmentId(),
        fragment.getInstance(),
        fragment.getBuild(),
        fragment.getStartUnixNanos(),
        fragment.getDurationNanos(),
        fragment.getPprof().toByteArray());
  }

  private static Fragment parse(byte[] value) throws RefusedException {
    try {
      return Fragment.parseFrom(value);
    } catch (InvalidProtocolBufferException e) {
      throw new RefusedException(
          RefusedException.BAD_ENVELOPE,
          "the record's value is not a Fragment: " + e.getMessage(),
          e);
    }
  }

  private static void requireNameLength(String field, String value) throws RefusedException {
    if (value.length() > MAX_NAME_LENGTH) {
      throw RefusedException.badEnvelope(
          field + " has " + value.length() + " characters; at most " + MAX_NAME_LENGTH);
    }
  }

  private static void requireNotNegative(String field, long value) throws RefusedException {
    if (value < 0) {
      throw RefusedException.badEnvelope(field + " is " + value + "; it is 0 or more");
    }
  }
}
