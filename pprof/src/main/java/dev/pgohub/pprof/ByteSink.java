package dev.pgohub.pprof;

import java.util.Arrays;

/** A growing array of bytes that knows the wire format's numbers. Not thread-safe. */
final class ByteSink {

  private byte[] bytes;
  private int size;

  ByteSink(int initialCapacity) {
    bytes = new byte[initialCapacity];
  }

  int size() {
    return size;
  }

  byte[] array() {
    return bytes;
  }

  byte[] toBytes() {
    return Arrays.copyOf(bytes, size);
  }

  void clear() {
    size = 0;
  }

  void put(byte[] source, int from, int length) {
    reserve(length);
    System.arraycopy(source, from, bytes, size, length);
    size += length;
  }

  void put(ByteSink other) {
    put(other.bytes, 0, other.size);
  }

  void put(int oneByte) {
    reserve(1);
    bytes[size++] = (byte) oneByte;
  }

  /** Four bytes, the lowest first. */
  void littleEndian(int number) {
    reserve(Integer.BYTES);
    for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
      bytes[size++] = (byte) (number >>> shift);
    }
  }

  /** A number of 7 bits a byte, the lowest first. */
  void varint(long value) {
    reserve(10);
    while ((value & ~0x7FL) != 0) {
      bytes[size++] = (byte) (value | 0x80);
      value >>>= 7;
    }
    bytes[size++] = (byte) value;
  }

  /** Many numbers that are not negative. */
  void varints(int[] values, int from, int count) {
    reserve(count * 5);
    byte[] to = bytes;
    int end = size;
    for (int i = from; i < from + count; i++) {
      int value = values[i];
      while (value > 0x7f) {
        to[end++] = (byte) (value | 0x80);
        value >>>= 7;
      }
      to[end++] = (byte) value;
    }
    size = end;
  }

  /** A number whose sign is its lowest bit, so that small negative ones are short. */
  void zigzag(long value) {
    varint(value << 1 ^ value >> 63);
  }

  /** A field of a protobuf message that holds a number; 0 is left out. */
  void field(int number, long value) {
    if (value != 0) {
      varint((long) number << 3);
      varint(value);
    }
  }

  /** A field of a protobuf message that holds bytes. */
  void field(int number, byte[] source, int from, int length) {
    begin(number, length);
    put(source, from, length);
  }

  /** Begins a field that holds so many bytes, which come next. */
  void begin(int number, int length) {
    varint((long) number << 3 | 2);
    varint(length);
  }

  /** The bytes of a {@link #field(int, long)} whose number is below 16. */
  static int fieldSize(long value) {
    return value == 0 ? 0 : 1 + varintSize(value);
  }

  /** The bytes of a field below 16 that holds so many. */
  static int messageSize(int length) {
    return 1 + varintSize(length) + length;
  }

  private static int varintSize(long value) {
    return (Long.SIZE - Long.numberOfLeadingZeros(value | 1) + 6) / 7;
  }

  /** A field of a protobuf message that holds another message. */
  void field(int number, ByteSink message) {
    field(number, message.bytes, 0, message.size);
  }

  /** Says that so many bytes in all were written to {@link #array}, after {@link #reserve}. */
  void moveTo(int newSize) {
    size = newSize;
  }

  /** Makes room for more bytes. */
  void reserve(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, Math.addExact(size, more)));
    }
  }
}
