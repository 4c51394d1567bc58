package dev.pgohub.merger;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/**
 * One hour of one mode of a tag: the unit of ageing. In the store {@code runs} its value is the
 * number of fragments folded into it; the runs themselves follow directly, as their {@link RunKey}s
 * begin with these bytes.
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
    byte[] prefix = owner.toBytes();
    return ByteBuffer.allocate(prefix.length + Long.BYTES).put(prefix).putLong(hour).array();
  }
}
