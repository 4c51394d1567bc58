package dev.pgohub.pprof;

/** Writes bits to bytes, the lowest first, as DEFLATE asks for. Not thread-safe. */
final class BitSink {

  private final ByteSink out;
  private long bits;
  private int count; // less than 32

  BitSink(ByteSink out) {
    this.out = out;
  }

  /** Writes the lowest bits of a value that has no others: at most 32. */
  void put(int value, int length) {
    bits |= (value & 0xFFFFFFFFL) << count;
    count += length;
    if (count >= Integer.SIZE) {
      out.littleEndian((int) bits);
      bits >>>= Integer.SIZE;
      count -= Integer.SIZE;
    }
  }

  /** Fills the byte at hand with zeros. */
  void align() {
    for (; count > 0; count -= Byte.SIZE) {
      out.put((int) bits);
      bits >>>= Byte.SIZE;
    }
    bits = 0;
    count = 0;
  }

  /** Writes whole bytes, after {@link #align}. */
  void put(byte[] source, int from, int length) {
    out.put(source, from, length);
  }
}
