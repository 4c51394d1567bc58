package dev.pgohub.merger;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.pgohub.schemas.proto.ProfileFacts;
import java.nio.ByteBuffer;

/**
 * What is known about one output (a mode of a tag, or the union of all) without reading its runs.
 *
 * @param fragments folded so far
 * @param weight the sum of their samples
 * @param durationNanos the sum of their durations
 * @param firstStartNanos when the earliest of them began, in nanoseconds since 1970 UTC
 * @param lastStartNanos when the latest of them began
 * @param isDirty whether something was folded that was not settled
 * @param published the facts of the latest generation; those of generation 0 when there is none
 * @param parts in how many parts the latest generation was published; 0 when it is in one record
 */
record TagHead(
    long fragments,
    long weight,
    long durationNanos,
    long firstStartNanos,
    long lastStartNanos,
    boolean isDirty,
    ProfileFacts published,
    int parts) {

  static final TagHead EMPTY =
      new TagHead(0, 0, 0, Long.MAX_VALUE, 0, false, ProfileFacts.getDefaultInstance(), 0);

  private static final byte VERSION = 1;

  /**
   * With one more fragment: dirty. Sums stop at the largest number, so that order never matters.
   */
  TagHead with(Admitted fragment) {
    return new TagHead(
        sum(fragments, 1),
        sum(weight, fragment.weight()),
        sum(durationNanos, fragment.durationNanos()),
        Math.min(firstStartNanos, fragment.startNanos()),
        Math.max(lastStartNanos, fragment.startNanos()),
        true,
        published,
        parts);
  }

  /** With all that was folded settled into a generation, or into the one that was there. */
  TagHead settled(ProfileFacts facts, int inParts) {
    return new TagHead(
        fragments, weight, durationNanos, firstStartNanos, lastStartNanos, false, facts, inParts);
  }

  byte[] toBytes() {
    byte[] facts = published.toByteArray();
    return ByteBuffer.allocate(2 + 5 * Long.BYTES + Integer.BYTES + facts.length)
        .put(VERSION)
        .put((byte) (isDirty ? 1 : 0))
        .putLong(fragments)
        .putLong(weight)
        .putLong(durationNanos)
        .putLong(firstStartNanos)
        .putLong(lastStartNanos)
        .putInt(parts)
        .put(facts)
        .array();
  }

  /**
   * Reads what {@link #toBytes} wrote.
   *
   * @throws IllegalStateException when the bytes are damaged or of a later version
   */
  static TagHead parse(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    byte version = in.get();
    if (version != VERSION) {
      throw new IllegalStateException("a head of version " + version + "; known is " + VERSION);
    }
    boolean isDirty = in.get() == 1;
    long fragments = in.getLong();
    long weight = in.getLong();
    long durationNanos = in.getLong();
    long firstStartNanos = in.getLong();
    long lastStartNanos = in.getLong();
    int parts = in.getInt();
    try {
      return new TagHead(
          fragments,
          weight,
          durationNanos,
          firstStartNanos,
          lastStartNanos,
          isDirty,
          ProfileFacts.parseFrom(in),
          parts);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a damaged head", e);
    }
  }

  private static long sum(long a, long b) {
    long sum = a + b;
    return sum < 0 ? Long.MAX_VALUE : sum;
  }
}
