package dev.pgohub.pprof;

/** Walks the fields of protobuf messages in an array of bytes. Not thread-safe. */
final class WireReader {

  static final int VARINT = 0;
  static final int FIXED64 = 1;
  static final int BYTES = 2;
  static final int FIXED32 = 5;

  private static final int MAX_VARINT = 10;

  private byte[] bytes = new byte[0];
  private int at;
  private int end;

  /** Reads from here on between two positions of an array. */
  void reset(byte[] bytes, int from, int to) {
    this.bytes = bytes;
    at = from;
    end = to;
  }

  /** Reads another stretch of the same array. */
  void move(int from, int to) {
    at = from;
    end = to;
  }

  boolean hasMore() {
    return at < end;
  }

  int position() {
    return at;
  }

  int end() {
    return end;
  }

  byte[] array() {
    return bytes;
  }

  /** The next number, as the compiler reads it: ten bytes at most, higher bits lost. */
  long varint() throws InvalidProfileException {
    int from = at;
    if (from < end) {
      byte only = bytes[from];
      if (only >= 0) {
        at = from + 1;
        return only;
      }
      if (from + 1 < end && bytes[from + 1] >= 0) {
        at = from + 2;
        return only & 0x7f | bytes[from + 1] << 7;
      }
    }
    return end - from < MAX_VARINT ? lateVarint() : longVarint();
  }

  private long longVarint() throws InvalidProfileException {
    int from = at;
    long value = 0;
    int shift = 0;
    byte next;
    do {
      if (shift == 70) {
        throw endless();
      }
      next = bytes[from++];
      value |= shift < 64 ? (long) (next & 0x7f) << shift : 0;
      shift += 7;
    } while (next < 0);
    at = from;
    return value;
  }

  /** So near to the end that every byte may be missing. */
  private long lateVarint() throws InvalidProfileException {
    long value = 0;
    for (int shift = 0; shift < 70; shift += 7) {
      if (at >= end) {
        throw truncated();
      }
      byte next = bytes[at++];
      value |= shift < 64 ? (long) (next & 0x7f) << shift : 0;
      if (next >= 0) {
        return value;
      }
    }
    throw endless();
  }

  private InvalidProfileException endless() {
    return new InvalidProfileException(
        InvalidReason.MALFORMED, "a number at byte " + at + " has more than ten bytes");
  }

  /** The length of what follows, which is all there. */
  int length() throws InvalidProfileException {
    long length = varint();
    if (length < 0 || length > end - at) {
      throw truncated();
    }
    return (int) length;
  }

  /** Passes over bytes that {@link #length} announced. */
  void skip(int length) {
    at += length;
  }

  /** Passes over the value of a field whose tag was just read. */
  void skipField(long tag) throws InvalidProfileException {
    switch ((int) tag & 7) {
      case VARINT -> varint();
      case FIXED64 -> skipFixed(Long.BYTES);
      case BYTES -> skip(length());
      case FIXED32 -> skipFixed(Integer.BYTES);
      default ->
          throw new InvalidProfileException(
              InvalidReason.MALFORMED,
              "a field of unknown wire type " + (tag & 7) + " at byte " + at);
    }
  }

  private void skipFixed(int length) throws InvalidProfileException {
    if (end - at < length) {
      throw truncated();
    }
    at += length;
  }

  private InvalidProfileException truncated() {
    return new InvalidProfileException(
        InvalidReason.TRUNCATED, "a message or number ends too early, at byte " + at);
  }
}
