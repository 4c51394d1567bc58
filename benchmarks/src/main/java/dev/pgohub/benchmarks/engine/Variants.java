package dev.pgohub.benchmarks.engine;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** Copies of a profile from other programs: the same shape, other names of the same length. */
final class Variants {

  private static final int SHORTEST = 12; // the names of units and types are shorter
  private static final int STRING_TABLE = 6 << 3 | 2;

  private Variants() {}

  /** A copy as gzip, its names marked with a number below 1,296. */
  static byte[] of(byte[] gzip, int number) throws IOException {
    byte[] bytes = new GZIPInputStream(new ByteArrayInputStream(gzip)).readAllBytes();
    int[] at = {0};
    while (at[0] < bytes.length) {
      int tag = varint(bytes, at);
      int value = varint(bytes, at);
      if ((tag & 7) == 2) {
        if (tag == STRING_TABLE && value >= SHORTEST) {
          bytes[at[0]] = (byte) Character.forDigit(number / 36, 36);
          bytes[at[0] + 1] = (byte) Character.forDigit(number % 36, 36);
        }
        at[0] += value;
      }
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(gzip.length);
    try (GZIPOutputStream zipped = new GZIPOutputStream(out)) {
      zipped.write(bytes);
    }
    return out.toByteArray();
  }

  /** The lowest bits are enough for tags and lengths. */
  private static int varint(byte[] bytes, int[] at) {
    long value = 0;
    int shift = 0;
    byte next;
    do {
      next = bytes[at[0]++];
      value |= (long) (next & 0x7f) << shift;
      shift += 7;
    } while (next < 0);
    return (int) value;
  }
}
