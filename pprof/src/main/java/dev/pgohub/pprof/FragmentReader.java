package dev.pgohub.pprof;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads a pprof CPU profile, gzip or raw, straight from the wire format into edges and stacks.
 *
 * <p>What is accepted, Go's compiler accepts, too; and the edges are those that it would form. No
 * object is made for a message of the profile. A reader keeps its buffers, so use one for many
 * profiles. Not thread-safe.
 */
public final class FragmentReader {

  private final ProfileLimits limits;
  private final Gunzip gunzip;
  private final WireReader in = new WireReader();
  private final PprofScan scan = new PprofScan();
  private final Tally tally = new Tally();
  private final CallGraph graph = new CallGraph();
  private long serial;

  private int[] names = new int[64]; // of strings; -1: not yet in the tally
  private int longestName;

  private final IdIndex functionIds = new IdIndex();
  private int[] functionNames = new int[64];
  private int[] functionFiles = new int[64];
  private long[] functionStartLines = new long[64];

  private final IdIndex locationIds = new IdIndex();
  private int[] locationEnds = new int[64]; // of its lines, innermost first
  private int[] lineFrames = new int[64];
  private int[] lineNodes = new int[64];
  private boolean[] lineStarts = new boolean[64]; // whether the function has a start line
  private boolean seenStartLine;

  private int[] leafLocations = new int[64];
  private int[] stack = new int[64];

  /** A reader that holds profiles to limits. */
  public FragmentReader(ProfileLimits limits) {
    this.limits = limits;
    gunzip = new Gunzip(limits.maxInflatedBytes());
  }

  /**
   * Reads and checks one profile.
   *
   * @param pprof the profile's bytes, of which no reference is kept
   * @return the profile, whose weights can be had until the next call
   * @throws InvalidProfileException when it is not fit; the reader can go on with others
   */
  public FoldedFragment read(byte[] pprof) throws InvalidProfileException {
    serial++;
    tally.clear();
    graph.clear();
    inflate(pprof);
    scan.scan(in);
    requireAtMost(scan.samples.count(), limits.maxSamples());
    startNames();
    SampleValue value = sampleValue();
    readFunctions();
    readLocations();
    long weight = readSamples(value);
    if (weight == 0) {
      throw new InvalidProfileException(
          InvalidReason.NO_SAMPLES,
          scan.samples.count() == 0
              ? "the profile has no samples"
              : "all samples of the profile count nothing");
    }
    if (limits.requireStartLines() && !seenStartLine) {
      throw new InvalidProfileException(
          InvalidReason.UNSYMBOLIZED,
          "no function on the stacks has a start line, without which no compiler can use the"
              + " profile; Go writes them since 1.20, and go tool pprof keeps them with"
              + " -symbolize=none");
    }
    graph.addTo(tally.edges);
    return new FoldedFragment(
        this, serial, weight, scan.timeNanos, Math.max(0, scan.durationNanos), periodNanos());
  }

  Tally tallyOf(long fragment) {
    if (fragment != serial) {
      throw new IllegalStateException("the reader has read another profile since");
    }
    return tally;
  }

  private void inflate(byte[] pprof) throws InvalidProfileException {
    int size = pprof.length;
    byte[] bytes = pprof;
    if (Gunzip.isGzip(pprof)) {
      size = gunzip.inflate(pprof);
      bytes = gunzip.bytes();
    }
    if (size == 0) {
      throw new InvalidProfileException(InvalidReason.EMPTY, "the profile has no bytes");
    }
    if (size > limits.maxInflatedBytes()) {
      throw new InvalidProfileException(
          InvalidReason.TOO_LARGE,
          "the profile has " + size + " bytes; at most " + limits.maxInflatedBytes());
    }
    in.reset(bytes, 0, size);
  }

  private static void requireAtMost(int samples, int limit) throws InvalidProfileException {
    if (samples > limit) {
      throw new InvalidProfileException(
          InvalidReason.TOO_MANY_SAMPLES,
          "the profile has " + samples + " samples; at most " + limit);
    }
  }

  private long periodNanos() {
    return Math.max(0, scan.period);
  }

  // ---- strings

  private void startNames() {
    int count = scan.strings.count();
    if (names.length < count) {
      names = new int[Math.max(count, names.length * 2)];
    }
    Arrays.fill(names, 0, count, -1);
    longestName = 0;
  }

  private int string(long index) throws InvalidProfileException {
    if (index < 0 || index >= scan.strings.count()) {
      throw malformed("string " + index + " of " + scan.strings.count());
    }
    return (int) index;
  }

  private int name(long index) throws InvalidProfileException {
    int string = string(index);
    if (names[string] < 0) {
      int from = scan.strings.from(string);
      int length = scan.strings.to(string) - from;
      if (length > limits.maxNameBytes()) {
        throw new InvalidProfileException(
            InvalidReason.NAME_TOO_LONG,
            "a function or file name has " + length + " bytes; at most " + limits.maxNameBytes());
      }
      longestName = Math.max(longestName, length);
      names[string] = tally.names.add(in.array(), from, length);
    }
    return names[string];
  }

  private String text(long index) throws InvalidProfileException {
    int string = string(index);
    int from = scan.strings.from(string);
    int length = Math.min(scan.strings.to(string) - from, 256);
    return new String(in.array(), from, length, UTF_8);
  }

  // ---- types

  private SampleValue sampleValue() throws InvalidProfileException {
    int count = scan.sampleTypes.count();
    if (count == 0 || count > 64) {
      throw malformed(count + " types of values; expected 1 to 64");
    }
    List<SampleValue.Type> types = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      types.add(type(scan.sampleTypes.from(i), scan.sampleTypes.to(i)));
    }
    int periodTypes = scan.periodTypes.count();
    SampleValue.Type periodType =
        periodTypes == 0
            ? new SampleValue.Type("", "")
            : type(scan.periodTypes.from(periodTypes - 1), scan.periodTypes.to(periodTypes - 1));
    return SampleValue.of(types, periodType, scan.period);
  }

  private SampleValue.Type type(int from, int to) throws InvalidProfileException {
    in.move(from, to);
    long type = 0;
    long unit = 0;
    while (in.hasMore()) {
      long tag = in.varint();
      if (tag == (1 << 3)) {
        type = in.varint();
      } else if (tag == (2 << 3)) {
        unit = in.varint();
      } else {
        in.skipField(tag);
      }
    }
    return new SampleValue.Type(text(type), text(unit));
  }

  // ---- functions and locations

  private void readFunctions() throws InvalidProfileException {
    int count = scan.functions.count();
    if (functionNames.length < count) {
      int length = Math.max(count, functionNames.length * 2);
      functionNames = new int[length];
      functionFiles = new int[length];
      functionStartLines = new long[length];
    }
    functionIds.clear();
    for (int i = 0; i < count; i++) {
      in.move(scan.functions.from(i), scan.functions.to(i));
      readFunction(i);
    }
  }

  private void readFunction(int position) throws InvalidProfileException {
    long id = 0;
    long name = 0;
    long file = 0;
    long startLine = 0;
    while (in.hasMore()) {
      long tag = in.varint();
      if (tag == (1 << 3)) {
        id = in.varint();
      } else if (tag == (2 << 3)) {
        name = in.varint();
      } else if (tag == (4 << 3)) {
        file = in.varint();
      } else if (tag == (5 << 3)) {
        startLine = in.varint();
      } else {
        in.skipField(tag);
      }
    }
    if (id == 0 || !functionIds.add(id)) {
      throw malformed("function id " + Long.toUnsignedString(id) + (id == 0 ? "" : " twice"));
    }
    functionNames[position] = name(name);
    functionFiles[position] = name(file);
    functionStartLines[position] = startLine;
  }

  private void readLocations() throws InvalidProfileException {
    int count = scan.locations.count();
    if (locationEnds.length < count) {
      locationEnds = new int[Math.max(count, locationEnds.length * 2)];
    }
    locationIds.clear();
    seenStartLine = false;
    int end = 0;
    for (int i = 0; i < count; i++) {
      in.move(scan.locations.from(i), scan.locations.to(i));
      end = readLocation(end);
      locationEnds[i] = end;
    }
  }

  private int readLocation(int begin) throws InvalidProfileException {
    long id = 0;
    long address = 0;
    int end = begin;
    while (in.hasMore()) {
      long tag = in.varint();
      if (tag == (1 << 3)) {
        id = in.varint();
      } else if (tag == (3 << 3)) {
        address = in.varint();
      } else if (tag == (4 << 3 | WireReader.BYTES)) {
        int length = in.length();
        int to = in.position() + length;
        end = reserveLine(end);
        lineFrames[end - 1] = in.position();
        lineNodes[end - 1] = to;
        in.skip(length);
      } else {
        in.skipField(tag);
      }
    }
    if (id == 0 || !locationIds.add(id)) {
      throw malformed("location id " + Long.toUnsignedString(id) + (id == 0 ? "" : " twice"));
    }
    if (end == begin) {
      end = reserveLine(end);
      setLine(begin, -1, address, 0);
    } else {
      for (int line = begin; line < end; line++) {
        in.move(lineFrames[line], lineNodes[line]);
        readLine(line, address);
      }
    }
    return end;
  }

  private void readLine(int position, long address) throws InvalidProfileException {
    long functionId = 0;
    long line = 0;
    while (in.hasMore()) {
      long tag = in.varint();
      if (tag == (1 << 3)) {
        functionId = in.varint();
      } else if (tag == (2 << 3)) {
        line = in.varint();
      } else {
        in.skipField(tag);
      }
    }
    int function = functionId == 0 ? -1 : functionIds.position(functionId);
    if (functionId != 0 && function < 0) {
      throw malformed("function id " + Long.toUnsignedString(functionId) + " is not there");
    }
    setLine(position, function, address, line);
  }

  /** Without a function, the compiler keeps nothing of a line but the address. */
  private void setLine(int position, int function, long address, long line) {
    if (function < 0) {
      lineFrames[position] = tally.frames.add(0, 0, 0, 0);
      lineNodes[position] = graph.node(0, address, 0, 0);
      lineStarts[position] = false;
      return;
    }
    int name = functionNames[function];
    long startLine = functionStartLines[function];
    lineFrames[position] = tally.frames.add(name, functionFiles[function], startLine, line);
    lineNodes[position] = graph.node(name, address, startLine, line);
    lineStarts[position] = startLine != 0;
  }

  private int reserveLine(int end) {
    if (end == lineFrames.length) {
      lineFrames = Arrays.copyOf(lineFrames, end * 2);
      lineNodes = Arrays.copyOf(lineNodes, end * 2);
      lineStarts = Arrays.copyOf(lineStarts, end * 2);
    }
    return end + 1;
  }

  private int locationBegin(int location) {
    return location == 0 ? 0 : locationEnds[location - 1];
  }

  // ---- samples

  private long readSamples(SampleValue value) throws InvalidProfileException {
    long total = 0;
    for (int i = 0; i < scan.samples.count(); i++) {
      in.move(scan.samples.from(i), scan.samples.to(i));
      long weight = readSample(value);
      if (weight > limits.maxWeight() - total) {
        throw new InvalidProfileException(
            InvalidReason.WEIGHT_TOO_LARGE,
            "the samples add up to more than " + limits.maxWeight());
      }
      total += weight;
    }
    return total;
  }

  private int depth; // locations of the sample at hand
  private int values;
  private long chosenValue;

  private long readSample(SampleValue value) throws InvalidProfileException {
    depth = 0;
    values = 0;
    chosenValue = 0;
    int end = in.end();
    while (in.hasMore()) {
      long tag = in.varint();
      if (tag == (1 << 3 | WireReader.BYTES)) {
        int length = in.length();
        int to = in.position() + length;
        in.move(in.position(), to);
        while (in.hasMore()) {
          addLocation(in.varint());
        }
        in.move(to, end);
      } else if (tag == (2 << 3 | WireReader.BYTES)) {
        int length = in.length();
        int to = in.position() + length;
        in.move(in.position(), to);
        while (in.hasMore()) {
          addValue(in.varint(), value);
        }
        in.move(to, end);
      } else if (tag == (1 << 3)) {
        addLocation(in.varint());
      } else if (tag == (2 << 3)) {
        addValue(in.varint(), value);
      } else {
        in.skipField(tag);
      }
    }
    if (values != value.types()) {
      throw malformed("a sample has " + values + " values for " + value.types() + " types");
    }
    if (chosenValue < 0) {
      throw new InvalidProfileException(
          InvalidReason.NEGATIVE_VALUE,
          "a sample counts " + chosenValue + "; the difference of two profiles is no profile");
    }
    long weight = value.samples(chosenValue);
    if (weight > 0) {
      formEdges(weight);
      addStack(weight);
    }
    return weight;
  }

  private void addLocation(long id) throws InvalidProfileException {
    int location = locationIds.position(id);
    if (location < 0) {
      throw malformed("location id " + Long.toUnsignedString(id) + " is not there");
    }
    if (depth == leafLocations.length) {
      leafLocations = Arrays.copyOf(leafLocations, depth * 2);
    }
    leafLocations[depth] = location;
    // Locations beyond the limit are checked, and forgotten; each has at least one frame.
    depth = Math.min(depth + 1, limits.maxStackDepth() + 1);
  }

  private void addValue(long number, SampleValue value) {
    if (values == value.index()) {
      chosenValue = number;
    }
    values++;
  }

  private void formEdges(long weight) {
    graph.beginSample(weight);
    for (int i = Math.min(1, depth - 1); i >= 0; i--) {
      int location = leafLocations[i];
      int begin = locationBegin(location);
      for (int line = locationEnds[location] - 1; line >= begin; line--) {
        graph.enter(lineNodes[line]);
        seenStartLine |= lineStarts[line];
      }
    }
  }

  private void addStack(long weight) {
    int frames = 0;
    int limit = limits.maxStackDepth();
    boolean isCut = false;
    for (int i = 0; i < depth && !isCut; i++) {
      int location = leafLocations[i];
      for (int line = locationBegin(location); line < locationEnds[location]; line++) {
        if (frames == limit) {
          isCut = true;
          break;
        }
        if (frames + 1 >= stack.length) { // one more for the mark
          stack = Arrays.copyOf(stack, stack.length * 2);
        }
        stack[frames++] = lineFrames[line];
      }
    }
    long mostBytes = frames * (2L * longestName + StackBytes.FRAME);
    if (mostBytes > StackBytes.LIMIT) {
      int fitting = StackBytes.fitting(tally, stack, frames);
      isCut |= fitting < frames;
      frames = fitting;
    }
    if (isCut) {
      stack[frames++] = tally.truncatedFrame();
    }
    tally.stacks.add(stack, frames, weight);
  }

  private static InvalidProfileException malformed(String what) {
    return new InvalidProfileException(
        InvalidReason.MALFORMED, "the profile contradicts itself: " + what);
  }
}
