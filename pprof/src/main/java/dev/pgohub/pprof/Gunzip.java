package dev.pgohub.pprof;

import java.util.zip.CRC32;

/**
 * Inflates gzip (RFC 1952, any number of members) into an array that it keeps, stopping at a limit.
 * Not thread-safe.
 */
final class Gunzip {

  private static final int FIXED_HEADER = 10;
  private static final int TRAILER = 8;

  private final Inflate inflate;

  /** Stops at so many bytes. */
  Gunzip(int maxBytes) {
    inflate = new Inflate(maxBytes);
  }

  static boolean isGzip(byte[] input) {
    return input.length >= 2 && (input[0] & 0xff) == 0x1f && (input[1] & 0xff) == 0x8b;
  }

  /** The inflated bytes stand at the start of this array until the next call. */
  byte[] bytes() {
    return inflate.bytes();
  }

  /** Inflates all members, and returns how many bytes there are. */
  int inflate(byte[] input) throws InvalidProfileException {
    inflate.reset(input, claimedBytes(input));
    int at = 0;
    do {
      at = member(input, at);
    } while (at < input.length);
    return inflate.size();
  }

  /** How many bytes the last member says that it has, which is where the input ends. */
  private static long claimedBytes(byte[] input) {
    return input.length < FIXED_HEADER + TRAILER
        ? 0
        : littleEndian(input, input.length - Integer.BYTES) & 0xffffffffL;
  }

  private int member(byte[] input, int from) throws InvalidProfileException {
    int start = inflate.size();
    int end = inflate.expand(skipHeader(input, from));
    if (input.length - end < TRAILER) {
      throw truncated(input);
    }
    int size = inflate.size() - start;
    CRC32 crc = new CRC32();
    crc.update(inflate.bytes(), start, size);
    if (littleEndian(input, end) != (int) crc.getValue()
        || littleEndian(input, end + Integer.BYTES) != size) {
      throw damaged("its checksum or length is wrong");
    }
    return end + TRAILER;
  }

  private static int skipHeader(byte[] input, int from) throws InvalidProfileException {
    if (input.length - from < FIXED_HEADER) {
      throw truncated(input);
    }
    if ((input[from] & 0xff) != 0x1f || (input[from + 1] & 0xff) != 0x8b) {
      throw damaged("bytes that are no gzip follow the profile");
    }
    if (input[from + 2] != 8) {
      throw damaged("compression method " + input[from + 2]);
    }
    int flags = input[from + 3];
    int at = from + FIXED_HEADER;
    if ((flags & 4) != 0) { // extra field
      if (input.length - at < 2) {
        throw truncated(input);
      }
      at += 2 + (input[at] & 0xff | (input[at + 1] & 0xff) << 8);
    }
    for (int text = flags & 0x18; text != 0; text &= text - 1) { // file name, comment
      while (at < input.length && input[at] != 0) {
        at++;
      }
      at++;
    }
    if ((flags & 2) != 0) { // header checksum
      at += 2;
    }
    if (at > input.length) {
      throw truncated(input);
    }
    return at;
  }

  private static int littleEndian(byte[] input, int at) {
    return input[at] & 0xff
        | (input[at + 1] & 0xff) << 8
        | (input[at + 2] & 0xff) << 16
        | input[at + 3] << 24;
  }

  private static InvalidProfileException truncated(byte[] input) {
    return new InvalidProfileException(
        InvalidReason.TRUNCATED,
        "the gzip stream ends too early, after " + input.length + " bytes");
  }

  private static InvalidProfileException damaged(String what) {
    return new InvalidProfileException(
        InvalidReason.MALFORMED, "the gzip stream is damaged: " + what);
  }
}
