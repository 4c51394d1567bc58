package dev.pgohub.merger;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The fragments of one cell of a bucket that are of one kind: built and sampled alike. In the store
 * {@code runs} its value is a {@code GroupState}; the runs themselves follow directly, as their
 * {@link RunKey}s begin with these bytes.
 *
 * @param bucket to which it belongs
 * @param cell to which it belongs
 * @param kind hash of what its fragments have in common
 */
record GroupKey(BucketKey bucket, Cell cell, long kind) {

  /** Bytes of a key behind those of its bucket. */
  static final int BYTES = 2 * Long.BYTES;

  /** The group of a fragment in a cell. */
  static GroupKey of(BucketKey bucket, Cell cell, Admitted fragment) {
    String kind = fragment.build() + "\0" + fragment.periodNanos() + "\0" + fragment.isEqualized();
    return new GroupKey(bucket, cell, Cell.hash(kind));
  }

  byte[] toBytes() {
    return with(0);
  }

  /** The key with room for more bytes behind it. */
  byte[] with(int more) {
    byte[] key = bucket.with(BYTES + more);
    ByteBuffer.wrap(key, key.length - BYTES - more, BYTES).putLong(cell.id()).putLong(kind);
    return key;
  }

  /** Reads what {@link #toBytes} wrote, whatever stands behind it. */
  static GroupKey parse(byte[] bytes) {
    BucketKey bucket = BucketKey.parse(bytes);
    int at = bucket.with(0).length;
    ByteBuffer rest = ByteBuffer.wrap(Arrays.copyOfRange(bytes, at, at + BYTES));
    return new GroupKey(bucket, new Cell(rest.getLong()), rest.getLong());
  }
}
