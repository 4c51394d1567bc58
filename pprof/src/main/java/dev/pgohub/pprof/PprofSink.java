package dev.pgohub.pprof;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Writes the parts of a pprof profile of CPU samples: strings, functions and locations count from 1
 * in the order in which they come. Samples and strings stand behind the others, each together: what
 * is like the one before it is the least work for a compressor. The same calls give the same bytes.
 * Not thread-safe.
 */
final class PprofSink {

  private final ByteSink profile = new ByteSink(1 << 14); // all but samples and strings
  private final ByteSink samples = new ByteSink(1 << 14);
  private final ByteSink strings = new ByteSink(1 << 14);
  private final ByteSink message = new ByteSink(1 << 8);
  private final ByteSink inner = new ByteSink(1 << 8);
  private int stringCount;
  private int functionCount;
  private int locationCount;
  private int mapping;
  private long periodNanos;

  /** Begins a profile whose first value is {@code samples/count}. */
  PprofSink() {
    text("");
    valueType(1, text("samples"), text("count"));
  }

  /** Says when the profile was taken, and gives every sample its CPU time as a second value. */
  void taken(long startUnixNanos, long durationNanos, long period) {
    int cpu = text("cpu");
    int nanoseconds = text("nanoseconds");
    valueType(1, cpu, nanoseconds);
    profile.field(9, startUnixNanos);
    profile.field(10, durationNanos);
    valueType(11, cpu, nanoseconds);
    profile.field(12, period);
    periodNanos = period;
  }

  /** Says of all locations to come that they have functions, files and lines: no need to look. */
  void symbolized() {
    mapping = 1;
    message.field(1, mapping);
    message.field(7, 1);
    message.field(8, 1);
    message.field(9, 1);
    end(3);
  }

  private void valueType(int field, int type, int unit) {
    message.field(1, type);
    message.field(2, unit);
    end(field);
  }

  int text(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    return text(bytes, 0, bytes.length);
  }

  int text(byte[] source, int from, int length) {
    strings.field(6, source, from, length);
    return stringCount++;
  }

  /** The system name is what a linker knows; a compiler does not ask for it. */
  int function(int name, int systemName, int file, long startLine) {
    int function = ++functionCount;
    profile.begin(
        5,
        ByteSink.fieldSize(function)
            + ByteSink.fieldSize(name)
            + ByteSink.fieldSize(systemName)
            + ByteSink.fieldSize(file)
            + ByteSink.fieldSize(startLine));
    profile.field(1, function);
    profile.field(2, name);
    profile.field(3, systemName);
    profile.field(4, file);
    profile.field(5, startLine);
    return function;
  }

  /** The address separates locations that have all else in common, as a compiler asks for. */
  int location(long address, int function, long line) {
    int location = ++locationCount;
    int lineSize = ByteSink.fieldSize(function) + ByteSink.fieldSize(line);
    profile.begin(
        4,
        ByteSink.fieldSize(location)
            + ByteSink.fieldSize(mapping)
            + ByteSink.fieldSize(address)
            + ByteSink.messageSize(lineSize));
    profile.field(1, location);
    profile.field(2, mapping);
    profile.field(3, address);
    profile.begin(4, lineSize);
    profile.field(1, function);
    profile.field(2, line);
    return location;
  }

  void beginSample() {
    inner.clear();
  }

  void sampleLocation(int location) {
    inner.varint(location);
  }

  void endSample(long value) {
    endSample(value, 0, 0);
  }

  /**
   * Ends a sample that may have a label.
   *
   * @param labelValue 0: it has none
   */
  void endSample(long value, int labelKey, int labelValue) {
    int locations = inner.size();
    inner.varint(value);
    if (periodNanos > 0) {
      inner.varint(value * periodNanos);
    }
    int values = inner.size() - locations;
    int label = labelValue == 0 ? 0 : ByteSink.fieldSize(labelKey) + ByteSink.fieldSize(labelValue);
    samples.begin(
        2,
        ByteSink.messageSize(locations)
            + ByteSink.messageSize(values)
            + (label == 0 ? 0 : ByteSink.messageSize(label)));
    samples.begin(1, locations);
    samples.put(inner.array(), 0, locations);
    samples.begin(2, values);
    samples.put(inner.array(), locations, values);
    if (label > 0) {
      samples.begin(3, label);
      samples.field(1, labelKey);
      samples.field(2, labelValue);
    }
    inner.clear();
  }

  /** The whole profile, as the same gzip on every machine and JDK. */
  byte[] toCanonicalGzip() {
    return toGzip(Deflate::compress);
  }

  /** The whole profile, compressed by what the JVM brings: cheaper in a JVM that does it rarely. */
  byte[] toGzip() {
    return toGzip(PprofSink::deflate);
  }

  /** A way to compress the first bytes of an array. */
  private interface Compression {
    void compress(byte[] input, int length, ByteSink out);
  }

  /** The gzip header says neither when nor where. */
  private byte[] toGzip(Compression compression) {
    profile.put(samples);
    profile.put(strings);
    ByteSink out = new ByteSink(profile.size() / 3 + 64);
    byte[] header = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};
    out.put(header, 0, header.length);
    compression.compress(profile.array(), profile.size(), out);
    CRC32 crc = new CRC32();
    crc.update(profile.array(), 0, profile.size());
    out.littleEndian((int) crc.getValue());
    out.littleEndian(profile.size());
    return out.toBytes();
  }

  private static void deflate(byte[] input, int length, ByteSink out) {
    Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
    try {
      deflater.setInput(input, 0, length);
      deflater.finish();
      byte[] block = new byte[1 << 14];
      while (!deflater.finished()) {
        out.put(block, 0, deflater.deflate(block));
      }
    } finally {
      deflater.end();
    }
  }

  private void end(int field) {
    profile.field(field, message);
    message.clear();
  }
}
