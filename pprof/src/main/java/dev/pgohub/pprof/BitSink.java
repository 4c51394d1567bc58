package dev.pgohub.pprof;

/** Writes bits to bytes, the lowest first, as DEFLATE asks for. Not thread-safe. */
final class BitSink {

  private final ByteSink out;
  private long bits;
  private int count; // less than 8

  BitSink(ByteSink out) {
    this.out = out;
  }

  /** Writes the lowest bits of a value that has no others: at most 32. */
  void put(int value, int length) {
    bits |= (value & 0xFFFFFFFFL) << count;
    count += length;
    for (; count >= Byte.SIZE; count -= Byte.SIZE) {
      out.put((int) bits);
      bits >>>= Byte.SIZE;
    }
  }

  // ---- for who writes much, and keeps in mind where

  /** Makes room for so many bytes, and to write beyond them. */
  void reserve(int more) {
    out.reserve(more + 2 * Long.BYTES);
  }

  /** Where to write, from {@link #size} on, until more room is made. */
  byte[] array() {
    return out.array();
  }

  int size() {
    return out.size();
  }

  /** What does not fill a byte yet: the lowest are the first. */
  long bits() {
    return bits;
  }

  /** How many {@link #bits} there are, less than 8. */
  int count() {
    return count;
  }

  /** Says how much was written, and what does not fill a byte. */
  void moveTo(int newSize, long newBits, int newCount) {
    out.moveTo(newSize);
    bits = newBits;
    count = newCount;
  }

  /** Fills the byte at hand with zeros. */
  void align() {
    if (count > 0) {
      out.put((int) bits);
    }
    bits = 0;
    count = 0;
  }

  /** Writes whole bytes, after {@link #align}. */
  void put(byte[] source, int from, int length) {
    out.put(source, from, length);
  }
}
