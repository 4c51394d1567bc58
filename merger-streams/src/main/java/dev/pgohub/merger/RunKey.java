package dev.pgohub.merger;

import java.nio.ByteBuffer;

/**
 * A chunk of a run in the store {@code runs}: the bytes of its group, then level (1 byte), slot (1
 * byte) and chunk (4 bytes, big-endian), so that keys are in that order.
 *
 * <p>Runs are numbered by slots that are used again, not by a growing sequence: the keys of a group
 * stay few, so neither RocksDB nor the changelog collects tombstones.
 *
 * @param group to which the run belongs
 * @param level 0 for the run of one fragment; a run of level n + 1 unites eight of level n
 * @param slot position within the level, from 0
 * @param chunk position within the run, from 0
 */
record RunKey(GroupKey group, int level, int slot, int chunk) {

  private static final int SUFFIX_BYTES = 1 + 1 + Integer.BYTES;

  RunKey {
    if (level < 0 || level > Byte.MAX_VALUE || slot < 0 || slot > Byte.MAX_VALUE || chunk < 0) {
      throw new IllegalArgumentException("level " + level + " slot " + slot + " chunk " + chunk);
    }
  }

  byte[] toBytes() {
    byte[] key = group.with(SUFFIX_BYTES);
    ByteBuffer.wrap(key, key.length - SUFFIX_BYTES, SUFFIX_BYTES)
        .put((byte) level)
        .put((byte) slot)
        .putInt(chunk);
    return key;
  }

  static RunKey parse(byte[] bytes) {
    ByteBuffer suffix = ByteBuffer.wrap(bytes, bytes.length - SUFFIX_BYTES, SUFFIX_BYTES);
    return new RunKey(GroupKey.parse(bytes), suffix.get(), suffix.get(), suffix.getInt());
  }

  /** Whether a key of a group's prefix is the first chunk of a run, without reading the rest. */
  static boolean isFirstChunk(byte[] key) {
    return ByteBuffer.wrap(key).getInt(key.length - Integer.BYTES) == 0;
  }

  /** The first key that a level of a group can have. */
  static byte[] firstOf(GroupKey group, int level) {
    return new RunKey(group, level, 0, 0).toBytes();
  }

  /** The last key that a level of a group can have. */
  static byte[] lastOf(GroupKey group, int level) {
    return new RunKey(group, level, Byte.MAX_VALUE, Integer.MAX_VALUE).toBytes();
  }
}
