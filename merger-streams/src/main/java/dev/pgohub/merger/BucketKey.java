package dev.pgohub.merger;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * One hour of one mode of a tag: the unit of ageing. The key of a {@code BucketState} in the store
 * {@code buckets}; the keys of all that belongs to a bucket begin with these bytes.
 *
 * @param owner the tag and the mode
 * @param hour hours since 1970 UTC, not negative
 */
record BucketKey(TagMode owner, long hour) {

  BucketKey {
    if (hour < 0) {
      throw new IllegalArgumentException("hour " + hour);
    }
  }

  /** The bucket of a fragment that began at a time, in nanoseconds since 1970 UTC. */
  static BucketKey at(TagMode owner, long unixNanos) {
    return new BucketKey(owner, TimeUnit.NANOSECONDS.toHours(unixNanos));
  }

  byte[] toBytes() {
    return with(0);
  }

  /** The key with room for more bytes behind it. */
  byte[] with(int more) {
    byte[] prefix = owner.toBytes();
    return ByteBuffer.allocate(prefix.length + Long.BYTES + more).put(prefix).putLong(hour).array();
  }

  /** The key of what is known about the instance with that cell of its own in this bucket. */
  byte[] instance(Cell own) {
    byte[] key = with(Long.BYTES);
    ByteBuffer.wrap(key).putLong(key.length - Long.BYTES, own.id());
    return key;
  }

  /** Reads what {@link #toBytes} wrote, whatever stands behind it. */
  static BucketKey parse(byte[] bytes) {
    int nuls = 0;
    int at = 0;
    while (nuls < 2) {
      if (bytes[at++] == 0) {
        nuls++;
      }
    }
    TagMode owner = TagMode.parse(Arrays.copyOf(bytes, at));
    return new BucketKey(owner, ByteBuffer.wrap(bytes).getLong(at));
  }
}
