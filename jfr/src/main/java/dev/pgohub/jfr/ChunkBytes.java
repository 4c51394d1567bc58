package dev.pgohub.jfr;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pgohub.jfr.InvalidRecordingException.Reason;
import org.jspecify.annotations.Nullable;

/**
 * Reads the numbers and texts of a JFR chunk, never beyond an end. Counts the things that a reader
 * would have to make, because each takes far more memory than bytes in the file. Not thread-safe.
 */
final class ChunkBytes {

  /** Constants, elements of arrays, and so on, of a whole file. */
  private static final long MAX_THINGS = 2_000_000;

  private final byte[] bytes;
  private int at;
  private int end;
  private long things;

  ChunkBytes(byte[] bytes) {
    this.bytes = bytes;
    end = bytes.length;
  }

  /** Goes on there, up to an end. */
  void move(int from, int to) throws InvalidRecordingException {
    if (from < 0 || to < from || to > bytes.length) {
      throw broken("something reaches beyond its end");
    }
    at = from;
    end = to;
  }

  int position() {
    return at;
  }

  boolean hasMore() {
    return at < end;
  }

  /** A number of seven bits a byte, the lowest first; the ninth byte has eight. */
  long number() throws InvalidRecordingException {
    long number = 0;
    for (int shift = 0; shift < 56; shift += 7) {
      byte next = next();
      number |= (next & 0x7fL) << shift;
      if (next >= 0) {
        return number;
      }
    }
    return number | (next() & 0xffL) << 56;
  }

  /** A number that says how many things follow, of at least no byte each. */
  int count() throws InvalidRecordingException {
    int count = length();
    things += count;
    if (things > MAX_THINGS) {
      throw new InvalidRecordingException(
          Reason.TOO_LARGE,
          "the recording has more than " + MAX_THINGS + " constants and the like");
    }
    return count;
  }

  private int length() throws InvalidRecordingException {
    long length = number();
    if (length < 0 || length > end - at) {
      throw broken("it promises more than it holds");
    }
    return (int) length;
  }

  void skip(int count) throws InvalidRecordingException {
    if (count > end - at) {
      throw broken("something reaches beyond its end");
    }
    at += count;
  }

  /** A text; null when there is none, or when it stands elsewhere. */
  @Nullable String text() throws InvalidRecordingException {
    switch (next()) {
      case 0 -> {
        return null;
      }
      case 1 -> {
        return "";
      }
      case 2 -> {
        number();
        return null;
      }
      case 3 -> {
        int from = textFrom();
        return new String(bytes, from, at - from, UTF_8);
      }
      case 4 -> {
        int count = length();
        StringBuilder text = new StringBuilder(count);
        for (int i = 0; i < count; i++) {
          text.append((char) number());
        }
        return text.toString();
      }
      case 5 -> {
        int from = textFrom();
        return new String(bytes, from, at - from, ISO_8859_1);
      }
      default -> throw broken("a text of an unknown kind");
    }
  }

  private int textFrom() throws InvalidRecordingException {
    int length = length();
    skip(length);
    return at - length;
  }

  private byte next() throws InvalidRecordingException {
    if (at == end) {
      throw broken("something reaches beyond its end");
    }
    return bytes[at++];
  }

  static InvalidRecordingException broken(String what) {
    return new InvalidRecordingException(Reason.NOT_JFR, "the recording is no sound JFR: " + what);
  }
}
