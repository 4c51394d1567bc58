package dev.pgohub.pprof;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPOutputStream;

/** Bytes of profiles that nobody would write. */
final class Wire {

  /** Field numbers of a profile. */
  static final int SAMPLE_TYPE = 1;

  static final int SAMPLE = 2;
  static final int LOCATION = 4;
  static final int FUNCTION = 5;
  static final int STRING = 6;

  private final ByteSink out = new ByteSink(1 << 10);

  /**
   * Begins a profile of CPU samples with the strings 1 to 4: samples, count, main.main, main.go; a
   * function 1, and a location 1 in it.
   */
  static Wire cpu() {
    Wire profile = new Wire();
    profile.message(SAMPLE_TYPE, numbers(1, 1, 2, 2));
    for (String text : new String[] {"", "samples", "count", "main.main", "main.go"}) {
      profile.message(STRING, text.getBytes(UTF_8));
    }
    return profile
        .message(FUNCTION, numbers(1, 1, 2, 3, 4, 4, 5, 10))
        .message(LOCATION, numbers(1, 1), line(1, 12));
  }

  /** Numbers as fields of a message: field, value, field, value and so on. */
  static byte[] numbers(long... fields) {
    ByteSink message = new ByteSink(16);
    for (int i = 0; i < fields.length; i += 2) {
      message.varint(fields[i] << 3);
      message.varint(fields[i + 1]);
    }
    return message.toBytes();
  }

  /** A line, as the field of a location. */
  static byte[] line(long function, long number) {
    return field(4, numbers(1, function, 2, number));
  }

  /** A field with bytes. */
  static byte[] field(int number, byte[] content) {
    ByteSink message = new ByteSink(16);
    message.field(number, content, 0, content.length);
    return message.toBytes();
  }

  /** A sample of one value at locations. */
  static byte[] sample(long value, long... locations) {
    ByteSink message = new ByteSink(16);
    for (long location : locations) {
      message.varint(1 << 3);
      message.varint(location);
    }
    message.varint(2 << 3);
    message.varint(value);
    return message.toBytes();
  }

  /** Adds a message made of pieces. */
  Wire message(int number, byte[]... pieces) {
    ByteSink message = new ByteSink(16);
    for (byte[] piece : pieces) {
      message.put(piece, 0, piece.length);
    }
    return bytes(field(number, message.toBytes()));
  }

  /** Adds bytes as they are. */
  Wire bytes(byte[] bytes) {
    out.put(bytes, 0, bytes.length);
    return this;
  }

  byte[] toBytes() {
    return out.toBytes();
  }

  static byte[] gzip(byte[] bytes) {
    return gzip(bytes, 1);
  }

  /** Gzip of the bytes so many times over. */
  static byte[] gzip(byte[] bytes, int times) {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
      for (int i = 0; i < times; i++) {
        gzip.write(bytes);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return zipped.toByteArray();
  }
}
