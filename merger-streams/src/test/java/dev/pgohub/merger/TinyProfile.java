package dev.pgohub.merger;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Makes the smallest pprof profiles that count: main calls leaves, all on one line. */
final class TinyProfile {

  private interface Fields {
    void writeTo(CodedOutputStream out) throws IOException;
  }

  private TinyProfile() {}

  static byte[] of(String leaf, long weight) {
    return of(Map.of(leaf, weight), 0);
  }

  /**
   * A profile with a sample for each leaf.
   *
   * @param weights by leaf
   * @param periodNanos CPU time between two samples; 0: not said
   */
  static byte[] of(Map<String, Long> weights, long periodNanos) {
    List<String> leaves = List.copyOf(new TreeMap<>(weights).keySet());
    return message(
        out -> {
          out.writeByteArray(1, valueType(1, 2));
          for (int leaf = 0; leaf < leaves.size(); leaf++) {
            int id = leaf + 2;
            long weight = weights.get(leaves.get(leaf));
            out.writeByteArray(
                2,
                message(
                    sample -> {
                      sample.writeUInt64(1, id);
                      sample.writeUInt64(1, 1);
                      sample.writeInt64(2, weight);
                    }));
          }
          for (int id = 1; id <= leaves.size() + 1; id++) {
            writeFunction(out, id);
          }
          for (String text : List.of("", "samples", "count", "main.main")) {
            out.writeByteArray(6, text.getBytes(UTF_8));
          }
          for (String leaf : leaves) {
            out.writeByteArray(6, leaf.getBytes(UTF_8));
          }
          if (periodNanos > 0) {
            out.writeInt64(12, periodNanos);
          }
        });
  }

  /** A function and the one location in it; its name is the string behind the first ones. */
  private static void writeFunction(CodedOutputStream out, int id) throws IOException {
    byte[] line = message(l -> writePair(l, id, 20));
    out.writeByteArray(
        4,
        message(
            location -> {
              location.writeUInt64(1, id);
              location.writeByteArray(4, line);
            }));
    out.writeByteArray(
        5,
        message(
            f -> {
              f.writeUInt64(1, id);
              f.writeInt64(2, 2 + id);
              f.writeInt64(5, 10);
            }));
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
