package dev.pgohub.merger;

import java.nio.ByteBuffer;

/**
 * A chunk of a run in the store {@code runs}: the bytes of its bucket, then level (1 byte), slot (1
 * byte) and chunk (4 bytes, big-endian), so that keys are in that order.
 *
 * <p>Runs are numbered by slots that are used again, not by a growing sequence: the keys of a
 * bucket stay few, so neither RocksDB nor the changelog collects tombstones.
 *
 * @param bucket to which the run belongs
 * @param level 0 for the run of one fragment; a run of level n + 1 unites eight of level n
 * @param slot position within the level, from 0
 * @param chunk position within the run, from 0
 */
record RunKey(BucketKey bucket, int level, int slot, int chunk) {

  private static final int SUFFIX_BYTES = 1 + 1 + Integer.BYTES;

  RunKey {
    if (level < 0 || level > Byte.MAX_VALUE || slot < 0 || slot > Byte.MAX_VALUE || chunk < 0) {
      throw new IllegalArgumentException("level " + level + " slot " + slot + " chunk " + chunk);
    }
  }

  byte[] toBytes() {
    byte[] prefix = bucket.toBytes();
    return ByteBuffer.allocate(prefix.length + SUFFIX_BYTES)
        .put(prefix)
        .put((byte) level)
        .put((byte) slot)
        .putInt(chunk)
        .array();
  }

  static RunKey parse(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    byte[] owner = new byte[bytes.length - SUFFIX_BYTES - Long.BYTES];
    buffer.get(owner);
    BucketKey bucket = new BucketKey(TagMode.parse(owner), buffer.getLong());
    return new RunKey(bucket, buffer.get(), buffer.get(), buffer.getInt());
  }

  /** The first key that a level of a bucket can have. */
  static byte[] firstOf(BucketKey bucket, int level) {
    return new RunKey(bucket, level, 0, 0).toBytes();
  }

  /** The last key that a level of a bucket can have. */
  static byte[] lastOf(BucketKey bucket, int level) {
    return new RunKey(bucket, level, Byte.MAX_VALUE, Integer.MAX_VALUE).toBytes();
  }

  /** Whether a key of the store {@code runs} is one of these, rather than that of a bucket. */
  static boolean isRun(byte[] key) {
    int nuls = 0;
    int at = 0;
    while (nuls < 2) {
      if (key[at++] == 0) {
        nuls++;
      }
    }
    return key.length == at + Long.BYTES + SUFFIX_BYTES;
  }
}
