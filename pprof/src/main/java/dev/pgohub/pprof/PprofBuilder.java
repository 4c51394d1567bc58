package dev.pgohub.pprof;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPOutputStream;

/**
 * Builds a pprof CPU profile from stacks: sample types {@code samples/count} and {@code
 * cpu/nanoseconds}, every frame a location of its own without an address, nothing inlined.
 *
 * <p>Equal stacks are added up. The same calls in the same order give the same bytes. Not
 * thread-safe.
 */
public final class PprofBuilder {

  private static final int SAMPLE_TYPE = 1;
  private static final int SAMPLE = 2;
  private static final int MAPPING = 3;
  private static final int LOCATION = 4;
  private static final int FUNCTION = 5;
  private static final int STRING_TABLE = 6;
  private static final int TIME_NANOS = 9;
  private static final int DURATION_NANOS = 10;
  private static final int PERIOD_TYPE = 11;
  private static final int PERIOD = 12;

  private long startUnixNanos;
  private long durationNanos;
  private long periodNanos;
  private final Map<Frame, Integer> locations = new LinkedHashMap<>();
  private final Map<Stack, long[]> samplesByStack = new LinkedHashMap<>();

  /**
   * A profile without samples.
   *
   * @param startUnixNanos when the profile began, in nanoseconds since 1970 UTC; 0 when unknown
   * @param durationNanos how long it took, in nanoseconds; 0 when unknown
   * @param periodNanos CPU time that one sample stands for, in nanoseconds; at least 1
   * @throws IllegalArgumentException when a number is out of its range
   */
  public PprofBuilder(long startUnixNanos, long durationNanos, long periodNanos) {
    during(startUnixNanos, durationNanos, periodNanos);
  }

  /**
   * Replaces what the constructor was told, for what is known only after the last sample.
   *
   * @throws IllegalArgumentException when a number is out of its range
   */
  public final void during(long startUnixNanos, long durationNanos, long periodNanos) {
    if (startUnixNanos < 0 || durationNanos < 0 || periodNanos < 1) {
      throw new IllegalArgumentException(
          "start " + startUnixNanos + ", duration " + durationNanos + ", period " + periodNanos);
    }
    this.startUnixNanos = startUnixNanos;
    this.durationNanos = durationNanos;
    this.periodNanos = periodNanos;
  }

  /**
   * A place in a function.
   *
   * @param function name of the function; two functions of the same name, file and start line are
   *     one
   * @param file source file, or empty
   * @param startLine first line of the function, so that an offset means something; 0 when unknown
   * @param line line that ran, or from which the next frame was called; 0 when unknown
   */
  public record Frame(String function, String file, int startLine, int line) {
    /** Checks that nothing is null. */
    public Frame {
      Objects.requireNonNull(function, "function");
      Objects.requireNonNull(file, "file");
    }
  }

  /**
   * Counts a stack.
   *
   * @param leafFirst the frames, the one that ran first, its caller next; not empty
   * @param samples how often the stack was seen; at least 1
   * @throws IllegalArgumentException when there is no frame or no sample
   */
  public void add(List<Frame> leafFirst, long samples) {
    if (leafFirst.isEmpty() || samples < 1) {
      throw new IllegalArgumentException(leafFirst.size() + " frames, " + samples + " samples");
    }
    int[] ids = new int[leafFirst.size()];
    int i = 0;
    for (Frame frame : leafFirst) {
      ids[i++] = locations.computeIfAbsent(frame, f -> locations.size() + 1);
    }
    samplesByStack.computeIfAbsent(new Stack(ids), s -> new long[1])[0] += samples;
  }

  /** How many different stacks were added. */
  public int stackCount() {
    return samplesByStack.size();
  }

  /** The profile so far, as gzip without a time stamp. */
  public byte[] toGzip() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(toRaw());
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return bytes.toByteArray();
  }

  private byte[] toRaw() {
    Table<String> strings = new Table<>(0);
    strings.id("");
    Message profile = new Message();
    Message samples = valueType(strings, "samples", "count");
    Message cpu = valueType(strings, "cpu", "nanoseconds");
    profile.message(SAMPLE_TYPE, samples).message(SAMPLE_TYPE, cpu);
    samplesByStack.forEach(
        (stack, count) ->
            profile.message(
                SAMPLE,
                new Message()
                    .packed(1, Arrays.stream(stack.locations).asLongStream().toArray())
                    .packed(2, count[0], count[0] * periodNanos)));
    // The flags has_functions, has_filenames and has_line_numbers: nobody need symbolise it again.
    profile.message(MAPPING, new Message().number(1, 1).number(7, 1).number(8, 1).number(9, 1));
    Table<Function> functions = new Table<>(1);
    locations.forEach(
        (frame, id) -> {
          int function =
              functions.id(new Function(frame.function(), frame.file(), frame.startLine()));
          Message line = new Message().number(1, function).number(2, frame.line());
          profile.message(LOCATION, new Message().number(1, id).number(2, 1).message(4, line));
        });
    functions.ids.forEach(
        (function, id) -> {
          int name = strings.id(function.name);
          profile.message(
              FUNCTION,
              new Message()
                  .number(1, id)
                  .number(2, name)
                  .number(3, name)
                  .number(4, strings.id(function.file))
                  .number(5, function.startLine));
        });
    strings.ids.keySet().forEach(string -> profile.bytes(STRING_TABLE, string.getBytes(UTF_8)));
    profile.number(TIME_NANOS, startUnixNanos).number(DURATION_NANOS, durationNanos);
    return profile.message(PERIOD_TYPE, cpu).number(PERIOD, periodNanos).toBytes();
  }

  private static Message valueType(Table<String> strings, String type, String unit) {
    return new Message().number(1, strings.id(type)).number(2, strings.id(unit));
  }

  private record Function(String name, String file, int startLine) {}

  private static final class Stack {
    private final int[] locations;

    Stack(int[] locations) {
      this.locations = locations;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Stack stack && Arrays.equals(locations, stack.locations);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(locations);
    }
  }

  /** Numbers things in the order in which they are first seen. */
  private static final class Table<T> {
    private final int first;
    private final Map<T, Integer> ids = new LinkedHashMap<>();

    Table(int first) {
      this.first = first;
    }

    int id(T thing) {
      return ids.computeIfAbsent(thing, t -> first + ids.size());
    }
  }

  /** A protobuf message being written; fields that hold zero are left out. */
  private static final class Message {
    private static final int VARINT = 0;
    private static final int LENGTH_DELIMITED = 2;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Message number(int field, long value) {
      if (value != 0) {
        varint((long) field << 3 | VARINT);
        varint(value);
      }
      return this;
    }

    Message bytes(int field, byte[] value) {
      varint((long) field << 3 | LENGTH_DELIMITED);
      varint(value.length);
      out.writeBytes(value);
      return this;
    }

    Message message(int field, Message value) {
      return bytes(field, value.toBytes());
    }

    Message packed(int field, long... values) {
      Message content = new Message();
      for (long value : values) {
        content.varint(value);
      }
      return bytes(field, content.toBytes());
    }

    byte[] toBytes() {
      return out.toByteArray();
    }

    private void varint(long value) {
      long rest = value;
      while ((rest & ~0x7fL) != 0) {
        out.write((int) ((rest & 0x7f) | 0x80));
        rest >>>= 7;
      }
      out.write((int) rest);
    }
  }
}
