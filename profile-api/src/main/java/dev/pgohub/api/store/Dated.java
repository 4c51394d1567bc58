package dev.pgohub.api.store;

import java.nio.ByteBuffer;

/** A value with the epoch in which it came before it. */
final class Dated {

  private Dated() {}

  static byte[] of(long epoch, byte[] value) {
    return ByteBuffer.allocate(Long.BYTES + value.length).putLong(epoch).put(value).array();
  }

  static long epoch(byte[] dated) {
    return ByteBuffer.wrap(dated).getLong();
  }

  /** The value, to be read and not written. */
  static ByteBuffer value(byte[] dated) {
    return ByteBuffer.wrap(dated, Long.BYTES, dated.length - Long.BYTES).slice();
  }
}
