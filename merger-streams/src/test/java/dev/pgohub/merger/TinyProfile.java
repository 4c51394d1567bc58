package dev.pgohub.merger;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Makes the smallest pprof profiles that count: main calls a leaf, on one line. */
final class TinyProfile {

  private interface Fields {
    void writeTo(CodedOutputStream out) throws IOException;
  }

  private TinyProfile() {}

  static byte[] of(String leaf, long weight) {
    return message(
        out -> {
          out.writeByteArray(1, valueType(1, 2));
          out.writeByteArray(
              2,
              message(
                  sample -> {
                    sample.writeUInt64(1, 1);
                    sample.writeUInt64(1, 2);
                    sample.writeInt64(2, weight);
                  }));
          for (int id = 1; id <= 2; id++) {
            int function = id;
            byte[] line = message(l -> writePair(l, function, 20));
            out.writeByteArray(
                4,
                message(
                    location -> {
                      location.writeUInt64(1, function);
                      location.writeByteArray(4, line);
                    }));
            out.writeByteArray(
                5,
                message(
                    f -> {
                      f.writeUInt64(1, function);
                      f.writeInt64(2, 2 + function);
                      f.writeInt64(5, 10);
                    }));
          }
          for (String text : List.of("", "samples", "count", leaf, "main.main")) {
            out.writeByteArray(6, text.getBytes(UTF_8));
          }
        });
  }

  private static byte[] valueType(int type, int unit) {
    return message(out -> writePair(out, type, unit));
  }

  private static void writePair(CodedOutputStream out, long first, long second) throws IOException {
    out.writeInt64(1, first);
    out.writeInt64(2, second);
  }

  private static byte[] message(Fields fields) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      CodedOutputStream out = CodedOutputStream.newInstance(bytes);
      fields.writeTo(out);
      out.flush();
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
