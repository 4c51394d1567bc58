package dev.pgohub.pprof;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/** Builds a pprof profile field by field, right or wrong. */
final class TestProfile {

  private final ByteSink out = new ByteSink(1 << 10);
  private final Map<String, Integer> strings = new LinkedHashMap<>();

  TestProfile() {
    text("");
  }

  /** Begins a Go CPU profile of 100 samples a second. */
  static TestProfile cpu() {
    return new TestProfile()
        .valueType(1, "samples", "count")
        .valueType(1, "cpu", "nanoseconds")
        .valueType(11, "cpu", "nanoseconds")
        .number(12, 10_000_000);
  }

  TestProfile valueType(int field, String type, String unit) {
    ByteSink message = new ByteSink(16);
    message.field(1, text(type));
    message.field(2, text(unit));
    out.field(field, message);
    return this;
  }

  TestProfile number(int field, long value) {
    out.field(field, value);
    return this;
  }

  TestProfile function(long id, String name, long startLine) {
    ByteSink message = new ByteSink(16);
    message.field(1, id);
    message.field(2, text(name));
    message.field(4, text(name + ".go"));
    message.field(5, startLine);
    out.field(5, message);
    return this;
  }

  /** A location; its lines are pairs of function id and line, innermost first. */
  TestProfile location(long id, long address, long... lines) {
    ByteSink message = new ByteSink(16);
    message.field(1, id);
    message.field(3, address);
    for (int i = 0; i < lines.length; i += 2) {
      ByteSink line = new ByteSink(16);
      line.field(1, lines[i]);
      line.field(2, lines[i + 1]);
      message.field(4, line);
    }
    out.field(4, message);
    return this;
  }

  /** A sample with as many values as a Go CPU profile has, on locations from the leaf on. */
  TestProfile sample(long count, long... locations) {
    return rawSample(new long[] {count, count * 10_000_000}, locations);
  }

  TestProfile rawSample(long[] values, long... locations) {
    ByteSink message = new ByteSink(16);
    ByteSink packed = new ByteSink(16);
    for (long location : locations) {
      packed.varint(location);
    }
    message.field(1, packed);
    packed.clear();
    for (long value : values) {
      packed.varint(value);
    }
    message.field(2, packed);
    out.field(2, message);
    return this;
  }

  /** A sample on one location, with a label. */
  TestProfile labelledSample(String key, String value, long count, long location) {
    ByteSink message = new ByteSink(16);
    ByteSink label = new ByteSink(16);
    label.field(1, text(key));
    label.field(2, text(value));
    message.field(1, location);
    message.field(3, label);
    message.field(2, count);
    message.field(2, count * 10_000_000);
    out.field(2, message);
    return this;
  }

  byte[] bytes() {
    ByteSink whole = new ByteSink(1 << 10);
    whole.put(out);
    for (String text : strings.keySet()) {
      byte[] bytes = text.getBytes(UTF_8);
      whole.field(6, bytes, 0, bytes.length);
    }
    return whole.toBytes();
  }

  static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return zipped.toByteArray();
  }

  private int text(String text) {
    return strings.computeIfAbsent(text, t -> strings.size());
  }
}
