package dev.pgohub.producer;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pgohub.schemas.ProfileMode;
import dev.pgohub.schemas.ProfileTag;
import java.io.ByteArrayOutputStream;

/**
 * The value of a record in {@code profile-fragments}, as {@code fragment.proto} has it.
 *
 * <p>Written by hand: generated code needs a protobuf library of its own version or newer, and the
 * service that is profiled may have an older one.
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares them.
record Fragment(
    String id,
    ProfileTag tag,
    ProfileMode mode,
    String instance,
    String build,
    long startUnixNanos,
    long durationNanos,
    byte[] pprof) {

  private static final int VARINT = 0;
  private static final int LENGTH_DELIMITED = 2;

  byte[] toBytes() {
    ByteArrayOutputStream out = new ByteArrayOutputStream(pprof.length + 512);
    bytes(out, 1, id.getBytes(UTF_8));
    bytes(out, 2, tag.value().getBytes(UTF_8));
    bytes(out, 3, mode.value().getBytes(UTF_8));
    bytes(out, 4, instance.getBytes(UTF_8));
    bytes(out, 5, build.getBytes(UTF_8));
    number(out, 6, startUnixNanos);
    number(out, 7, durationNanos);
    bytes(out, 8, pprof);
    return out.toByteArray();
  }

  private static void bytes(ByteArrayOutputStream out, int field, byte[] value) {
    if (value.length > 0) {
      varint(out, (long) field << 3 | LENGTH_DELIMITED);
      varint(out, value.length);
      out.writeBytes(value);
    }
  }

  private static void number(ByteArrayOutputStream out, int field, long value) {
    if (value != 0) {
      varint(out, (long) field << 3 | VARINT);
      varint(out, value);
    }
  }

  private static void varint(ByteArrayOutputStream out, long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      out.write((int) ((rest & 0x7f) | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }
}
