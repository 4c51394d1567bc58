package dev.pgohub.api.intake;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes a profile as Node.js's agent does: samples by the clock, CPU time beside, no start line.
 */
final class WallProfile {

  private static final long PERIOD = 10_000_000;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final CodedOutputStream out = CodedOutputStream.newInstance(bytes);
  private final List<String> strings = new ArrayList<>(List.of(""));

  private interface Writer {
    void write(CodedOutputStream out) throws IOException;
  }

  /** Three functions: {@code work} at line 5 calls {@code hot} at line 4, {@code idle} waits. */
  static byte[] gzip(String... types) {
    WallProfile profile = new WallProfile();
    try {
      profile.write(types);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Gzip.deflated(profile.bytes.toByteArray());
  }

  private void write(String... types) throws IOException {
    for (String type : types) {
      int slash = type.indexOf('/');
      long name = text(type.substring(0, slash));
      long unit = text(type.substring(slash + 1));
      message(1, m -> numbers(m, name, unit));
    }
    sample(types, new long[] {2, 1}, 51 * PERIOD, 50 * PERIOD);
    sample(types, new long[] {1}, 4 * PERIOD, 3 * PERIOD - 1);
    sample(types, new long[] {3}, 100 * PERIOD, 0);
    function(1, "./app.js:work:5", 5);
    function(2, "./app.js:hot:4", 4);
    function(3, "(idle)", 0);
    for (String string : strings) {
      out.writeString(6, string);
    }
    out.writeInt64(12, PERIOD);
    out.flush();
  }

  private void sample(String[] types, long[] locations, long wall, long cpu) throws IOException {
    message(
        2,
        m -> {
          for (long location : locations) {
            m.writeUInt64(1, location);
          }
          for (String type : types) {
            m.writeInt64(
                2, type.startsWith("cpu") ? cpu : type.startsWith("wall") ? wall : wall / PERIOD);
          }
        });
  }

  private void function(long id, String name, long line) throws IOException {
    long index = text(name);
    long file = text("/app/app.js");
    message(5, m -> numbers(m, id, index, index, file));
    message(
        4,
        m -> {
          m.writeUInt64(1, id);
          var nested = new ByteArrayOutputStream();
          CodedOutputStream in = CodedOutputStream.newInstance(nested);
          numbers(in, id, line);
          in.flush();
          m.writeByteArray(4, nested.toByteArray());
        });
  }

  private static void numbers(CodedOutputStream out, long... numbers) throws IOException {
    for (int i = 0; i < numbers.length; i++) {
      out.writeInt64(i + 1, numbers[i]);
    }
  }

  private void message(int field, Writer writer) throws IOException {
    var nested = new ByteArrayOutputStream();
    CodedOutputStream inner = CodedOutputStream.newInstance(nested);
    writer.write(inner);
    inner.flush();
    out.writeByteArray(field, nested.toByteArray());
  }

  private long text(String text) {
    if (!strings.contains(text)) {
      strings.add(text);
    }
    return strings.indexOf(text);
  }
}
