package dev.pgohub.api.intake;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import dev.pgohub.api.problem.HttpProblem;
import dev.pgohub.pprof.InvalidProfileException;
import dev.pgohub.pprof.InvalidReason;
import dev.pgohub.pprof.PprofBuilder;
import dev.pgohub.pprof.PprofBuilder.Frame;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A pprof profile of something else than Go, and the profile of CPU time that can be made of it:
 *
 * <ul>
 *   <li>Where samples are counted by the clock, as in Node.js, and CPU time stands beside, that is
 *       divided by the period.
 *   <li>A function without a start line begins at the lowest line that this profile saw of it.
 *   <li>Labels and addresses go.
 * </ul>
 *
 * <p>Not thread-safe.
 */
final class AgentProfile {

  private static final int MAX_INFLATED = 16 << 20;
  private static final int MAX_ENTRIES = 200_000;
  private static final int MAX_FRAMES = 5_000_000;
  private static final int MAX_DEPTH = 1_000;
  private static final long USUAL_PERIOD = 10_000_000;

  private final List<String> strings = new ArrayList<>();
  private final List<long[]> types = new ArrayList<>();
  private final List<byte[]> samples = new ArrayList<>();
  private final Map<Long, List<long[]>> linesByLocation = new HashMap<>();
  private final Map<Long, long[]> functions = new HashMap<>();
  private final Map<Long, Long> lowestLines = new HashMap<>();
  private long startNanos;
  private long durationNanos;
  private long period;
  private int frames;

  private AgentProfile() {}

  /**
   * Reads a profile.
   *
   * @param pprof gzip or raw
   * @throws InvalidProfileException when it is malformed or beyond the limits
   */
  static AgentProfile read(byte[] pprof) throws InvalidProfileException {
    AgentProfile profile = new AgentProfile();
    try {
      byte[] raw = Gzip.isGzip(pprof) ? Gzip.inflated(pprof, MAX_INFLATED) : pprof;
      profile.read(CodedInputStream.newInstance(raw));
    } catch (HttpProblem e) {
      throw tooLarge("it inflates to more than " + MAX_INFLATED + " bytes");
    } catch (IOException e) {
      throw malformed(String.valueOf(e.getMessage()));
    }
    return profile;
  }

  private void read(CodedInputStream in) throws IOException, InvalidProfileException {
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case 1 -> add(types, fields(in.readByteArray(), 2));
        case 2 -> add(samples, in.readByteArray());
        case 4 -> readLocation(CodedInputStream.newInstance(in.readByteArray()));
        case 5 -> {
          long[] function = fields(in.readByteArray(), 5);
          functions.put(function[0], function);
          requireFew(functions.size());
        }
        case 6 -> add(strings, in.readStringRequireUtf8());
        case 9 -> startNanos = in.readInt64();
        case 10 -> durationNanos = in.readInt64();
        case 12 -> period = in.readInt64();
        default -> in.skipField(tag);
      }
    }
  }

  private void readLocation(CodedInputStream in) throws IOException, InvalidProfileException {
    long id = 0;
    List<long[]> lines = new ArrayList<>(1);
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case 1 -> id = in.readUInt64();
        case 4 -> {
          long[] line = fields(in.readByteArray(), 2);
          add(lines, line);
          if (line[1] > 0) {
            lowestLines.merge(line[0], line[1], Math::min);
          }
        }
        default -> in.skipField(tag);
      }
    }
    linesByLocation.put(id, lines);
    requireFew(linesByLocation.size());
  }

  /** The first so many number fields of a message. */
  private static long[] fields(byte[] message, int count) throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(message);
    long[] fields = new long[count];
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      int field = WireFormat.getTagFieldNumber(tag);
      if (field <= count && WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_VARINT) {
        fields[field - 1] = in.readInt64();
      } else {
        in.skipField(tag);
      }
    }
    return fields;
  }

  /** What its samples count, such as {@code cpu}. */
  List<String> valueTypes() throws InvalidProfileException {
    List<String> names = new ArrayList<>();
    for (long[] type : types) {
      names.add(text(type[0]));
    }
    return names;
  }

  /**
   * The profile of CPU time.
   *
   * @return gzip; empty when it has none
   * @throws InvalidProfileException when it is malformed or beyond the limits
   */
  Optional<byte[]> cpu() throws InvalidProfileException {
    List<String> names = valueTypes();
    int cpu = -1;
    for (int i = 0; i < types.size(); i++) {
      if (names.get(i).equals("cpu") && text(types.get(i)[1]).equals("nanoseconds")) {
        cpu = i;
      }
    }
    int count = names.contains("wall") ? -1 : names.indexOf("samples");
    if (cpu < 0 && count < 0) {
      return Optional.empty();
    }
    long perSample = period > 0 ? period : USUAL_PERIOD;
    PprofBuilder builder =
        new PprofBuilder(Math.max(0, startNanos), Math.max(0, durationNanos), perSample);
    try {
      for (byte[] sample : samples) {
        addSample(builder, sample, count < 0 ? cpu : count, count < 0 ? perSample : 1);
      }
    } catch (IOException e) {
      throw malformed(String.valueOf(e.getMessage()));
    }
    return Optional.of(builder.toGzip());
  }

  private void addSample(PprofBuilder builder, byte[] message, int index, long divisor)
      throws IOException, InvalidProfileException {
    List<Long> locations = new ArrayList<>();
    List<Long> values = new ArrayList<>(types.size());
    CodedInputStream in = CodedInputStream.newInstance(message);
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case 1 -> readNumbers(in, tag, locations, MAX_DEPTH);
        case 2 -> readNumbers(in, tag, values, types.size());
        default -> in.skipField(tag);
      }
    }
    if (values.size() != types.size() || values.get(index) < 0) {
      throw malformed("a sample has too few values, or negative ones");
    }
    List<Frame> stack = new ArrayList<>(locations.size());
    for (long location : locations) {
      addFrames(stack, location);
    }
    long weight = Math.round((double) values.get(index) / divisor);
    if (weight > 0 && !stack.isEmpty()) {
      builder.add(stack, weight);
    }
  }

  /** One number, or several packed ones; those beyond the most are passed over. */
  private static void readNumbers(CodedInputStream in, int tag, List<Long> numbers, int most)
      throws IOException {
    boolean isPacked = WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED;
    int outer = isPacked ? in.pushLimit(in.readRawVarint32()) : 0;
    while (!isPacked || !in.isAtEnd()) {
      long number = in.readInt64();
      if (numbers.size() < most) {
        numbers.add(number);
      }
      if (!isPacked) {
        return;
      }
    }
    in.popLimit(outer);
  }

  private void addFrames(List<Frame> stack, long location) throws InvalidProfileException {
    List<long[]> lines = linesByLocation.get(location);
    if (lines == null) {
      throw malformed("location id " + location + " is not there");
    }
    for (long[] line : lines) {
      long[] function = functions.get(line[0]);
      if (function == null) {
        throw malformed("function id " + line[0] + " is not there");
      }
      if (stack.size() == MAX_DEPTH) {
        return;
      }
      if (++frames > MAX_FRAMES) {
        throw tooLarge("its stacks have more than " + MAX_FRAMES + " frames");
      }
      long start = function[4] > 0 ? function[4] : lowestLines.getOrDefault(line[0], 1L);
      stack.add(
          new Frame(
              text(function[1]),
              text(function[3]),
              (int) Math.min(start, Integer.MAX_VALUE),
              (int) Math.min(Math.max(line[1], start), Integer.MAX_VALUE)));
    }
  }

  private String text(long index) throws InvalidProfileException {
    if (index < 0 || index >= strings.size()) {
      throw malformed("string " + index + " is not there");
    }
    return strings.get((int) index);
  }

  private static <T> void add(List<T> entries, T entry) throws InvalidProfileException {
    entries.add(entry);
    requireFew(entries.size());
  }

  private static void requireFew(int entries) throws InvalidProfileException {
    if (entries > MAX_ENTRIES) {
      throw tooLarge("it has more than " + MAX_ENTRIES + " samples, functions or names");
    }
  }

  private static InvalidProfileException tooLarge(String what) {
    return new InvalidProfileException(
        InvalidReason.TOO_LARGE, "the profile is too large: " + what);
  }

  private static InvalidProfileException malformed(String what) {
    return new InvalidProfileException(
        InvalidReason.MALFORMED, "the profile contradicts itself: " + what);
  }
}
