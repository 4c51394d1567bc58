package dev.pgohub.producer;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.zip.GZIPInputStream;

/** A pprof profile read back, by protobuf's own reader. */
final class ReadProfile {

  /** A frame as a reader of the profile sees it. */
  public record Frame(String function, String file, long startLine, long line) {}

  /** A stack, leaf first, with its two values. */
  public record Sample(List<Frame> frames, long count, long cpuNanos) {
    /** Whether one of the frames is in that function. */
    public boolean runs(String function) {
      return frames.stream().anyMatch(frame -> frame.function().equals(function));
    }
  }

  private final List<byte[]> sampleMessages = new ArrayList<>();
  private final List<String> strings = new ArrayList<>();
  private final Map<Long, Map<Integer, List<Long>>> locations = new HashMap<>();
  private final Map<Long, Map<Integer, List<Long>>> functions = new HashMap<>();
  private final Map<Long, long[]> lines = new HashMap<>();
  private long period;

  /** Reads gzip pprof. */
  public static ReadProfile of(byte[] pprof) {
    try (var gzip = new GZIPInputStream(new ByteArrayInputStream(pprof))) {
      ReadProfile profile = new ReadProfile();
      profile.read(CodedInputStream.newInstance(gzip.readAllBytes()));
      return profile;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void read(CodedInputStream in) throws IOException {
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case 2 -> sampleMessages.add(in.readByteArray());
        case 4 -> readLocation(in.readByteArray());
        case 5 -> {
          Map<Integer, List<Long>> fields = numbers(in.readByteArray());
          functions.put(first(fields, 1), fields);
        }
        case 6 -> strings.add(in.readString());
        case 12 -> period = in.readInt64();
        default -> in.skipField(tag);
      }
    }
  }

  private void readLocation(byte[] message) throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(message);
    long id = 0;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case 1 -> id = in.readUInt64();
        case 4 -> {
          Map<Integer, List<Long>> line = numbers(in.readByteArray());
          lines.put(id, new long[] {first(line, 1), first(line, 2)});
        }
        default -> in.skipField(tag);
      }
    }
  }

  private static Map<Integer, List<Long>> numbers(byte[] message) throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(message);
    Map<Integer, List<Long>> fields = new HashMap<>();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      List<Long> values =
          fields.computeIfAbsent(WireFormat.getTagFieldNumber(tag), f -> new ArrayList<>());
      if (WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED) {
        int limit = in.pushLimit(in.readRawVarint32());
        while (in.getBytesUntilLimit() > 0) {
          values.add(in.readInt64());
        }
        in.popLimit(limit);
      } else {
        values.add(in.readInt64());
      }
    }
    return fields;
  }

  private static long first(Map<Integer, List<Long>> fields, int field) {
    return fields.getOrDefault(field, List.of(0L)).get(0);
  }

  /** All samples. */
  public List<Sample> samples() {
    List<Sample> samples = new ArrayList<>();
    for (byte[] message : sampleMessages) {
      try {
        Map<Integer, List<Long>> fields = numbers(message);
        List<Frame> frames = fields.get(1).stream().map(this::frame).toList();
        samples.add(new Sample(frames, fields.get(2).get(0), fields.get(2).get(1)));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return samples;
  }

  private Frame frame(long location) {
    long[] line = lines.get(location);
    Map<Integer, List<Long>> function = functions.get(line[0]);
    return new Frame(
        strings.get((int) first(function, 2)),
        strings.get((int) first(function, 4)),
        first(function, 5),
        line[1]);
  }

  /** Sum of the counts of the samples that fit. */
  public long count(Predicate<Sample> which) {
    return samples().stream().filter(which).mapToLong(Sample::count).sum();
  }

  /** Names of all functions. */
  public Set<String> functions() {
    Set<String> names = new TreeSet<>();
    samples().forEach(sample -> sample.frames().forEach(frame -> names.add(frame.function())));
    return names;
  }

  /** The sampling period in nanoseconds. */
  public long period() {
    return period;
  }
}
