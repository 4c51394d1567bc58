package dev.pgohub.benchmarks.engine;

import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * The least that any merger in Java must do with a fragment: inflate it, and decode every number of
 * every message in it. It keeps nothing but their sum. Not thread-safe.
 */
final class Floor {

  private static final int GZIP_HEADER = 10;

  private final Inflater inflater = new Inflater(true);
  private byte[] bytes = new byte[8 << 20];
  private int at;
  private long sum;

  /** The sum of all numbers of a gzip profile without optional gzip fields. */
  long walk(byte[] gzip) throws DataFormatException {
    inflater.reset();
    inflater.setInput(gzip, GZIP_HEADER, gzip.length - GZIP_HEADER);
    int size = inflater.inflate(bytes);
    if (!inflater.finished()) {
      throw new DataFormatException("more than " + bytes.length + " bytes");
    }
    CRC32 crc = new CRC32();
    crc.update(bytes, 0, size);
    sum = crc.getValue();
    at = 0;
    while (at < size) {
      int tag = (int) varint();
      if ((tag & 7) == 0) {
        sum += varint();
      } else {
        int end = (int) varint() + at;
        switch (tag >>> 3) {
          case 6 -> at = end; // a string
          case 2 -> sample(end);
          case 4 -> location(end);
          default -> numbers(end);
        }
      }
    }
    return sum;
  }

  private void sample(int end) {
    while (at < end) {
      int tag = (int) varint();
      int to = (int) varint() + ((tag & 7) == 2 ? at : 0);
      if ((tag & 7) == 2 && tag >>> 3 < 3) {
        while (at < to) {
          sum += varint();
        }
      } else if ((tag & 7) == 2) {
        numbers(to);
      }
    }
  }

  private void location(int end) {
    while (at < end) {
      int tag = (int) varint();
      long value = varint();
      if ((tag & 7) == 2) {
        numbers((int) value + at);
      } else {
        sum += value;
      }
    }
  }

  private void numbers(int end) {
    while (at < end) {
      sum += varint();
    }
  }

  private long varint() {
    byte next = bytes[at++];
    if (next >= 0) {
      return next;
    }
    long value = next & 0x7f;
    int shift = 7;
    do {
      next = bytes[at++];
      value |= (long) (next & 0x7f) << shift;
      shift += 7;
    } while (next < 0);
    return value;
  }
}
