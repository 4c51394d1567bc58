package dev.pgohub.pprof;

import java.util.Arrays;

/**
 * The functions and locations of one profile, as arrays: read and checked, names still where they
 * stand in the profile. Not thread-safe.
 */
final class PprofTables {

  private final WireReader in;
  private final PprofScan scan;
  private final int maxNameBytes;
  private final int maxLines; // of all locations
  private final int maxLinesAtOnce; // of one: a stack has no more frames

  private final IdIndex functionIds = new IdIndex();
  private int[] functionNames = new int[64]; // strings
  private int[] functionFiles = new int[64]; // strings
  private long[] functionStartLines = new long[64];

  private final IdIndex locationIds = new IdIndex();
  private int[] locationEnds = new int[64]; // of its lines, innermost first
  private long[] locationAddresses = new long[64];

  private int lineCount;
  private int[] lineFunctions = new int[64]; // -1: none
  private long[] lineNumbers = new long[64];

  PprofTables(WireReader in, PprofScan scan, ProfileLimits limits) {
    this.in = in;
    this.scan = scan;
    maxNameBytes = limits.maxNameBytes();
    maxLines = limits.maxEntries();
    maxLinesAtOnce = limits.maxStackDepth();
  }

  void read() throws InvalidProfileException {
    readFunctions();
    readLocations();
  }

  // ---- what was read

  int locations() {
    return locationIds.size();
  }

  /** The position of a location, or -1. */
  int location(long id) {
    return locationIds.position(id);
  }

  /** So many location ids, from 1 on, stand at the position one below. */
  int countingLocations() {
    return locationIds.counting();
  }

  long address(int location) {
    return locationAddresses[location];
  }

  int firstLine(int location) {
    return location == 0 ? 0 : locationEnds[location - 1];
  }

  int lastLine(int location) {
    return locationEnds[location] - 1;
  }

  int lines() {
    return lineCount;
  }

  /** The function of a line, or -1. */
  int function(int line) {
    return lineFunctions[line];
  }

  long number(int line) {
    return lineNumbers[line];
  }

  int functions() {
    return functionIds.size();
  }

  int name(int function) {
    return functionNames[function];
  }

  int file(int function) {
    return functionFiles[function];
  }

  long startLine(int function) {
    return functionStartLines[function];
  }

  boolean hasStartLine(int line) {
    return lineFunctions[line] >= 0 && functionStartLines[lineFunctions[line]] != 0;
  }

  // ---- functions

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
      throw InvalidProfileException.contradiction(
          "function id " + Long.toUnsignedString(id) + (id == 0 ? "" : " twice"));
    }
    functionNames[position] = string(name);
    functionFiles[position] = string(file);
    functionStartLines[position] = startLine;
  }

  private int string(long index) throws InvalidProfileException {
    int string = scan.string(index);
    int length = scan.strings.to(string) - scan.strings.from(string);
    if (length > maxNameBytes) {
      throw new InvalidProfileException(
          InvalidReason.NAME_TOO_LONG,
          "a function or file name has " + length + " bytes; at most " + maxNameBytes);
    }
    return string;
  }

  // ---- locations

  private void readLocations() throws InvalidProfileException {
    int count = scan.locations.count();
    if (locationEnds.length < count) {
      int length = Math.max(count, locationEnds.length * 2);
      locationEnds = new int[length];
      locationAddresses = new long[length];
    }
    locationIds.clear();
    lineCount = 0;
    for (int i = 0; i < count; i++) {
      in.move(scan.locations.from(i), scan.locations.to(i));
      readLocation(i);
    }
  }

  private void readLocation(int position) throws InvalidProfileException {
    long id = 0;
    long address = 0;
    int before = lineCount;
    int end = in.end();
    while (in.hasMore()) {
      long tag = in.varint();
      if (tag == (1 << 3)) {
        id = in.varint();
      } else if (tag == (3 << 3)) {
        address = in.varint();
      } else if (tag == (4 << 3 | WireReader.BYTES)) {
        int to = in.length() + in.position();
        in.move(in.position(), to);
        readLine();
        requireFewLines(before);
        in.move(to, end);
      } else {
        in.skipField(tag);
      }
    }
    if (id == 0 || !locationIds.add(id)) {
      throw InvalidProfileException.contradiction(
          "location id " + Long.toUnsignedString(id) + (id == 0 ? "" : " twice"));
    }
    if (lineCount == before) {
      addLine(-1, 0);
    }
    locationEnds[position] = lineCount;
    locationAddresses[position] = address;
  }

  private void requireFewLines(int before) throws InvalidProfileException {
    if (lineCount > maxLines || lineCount - before > maxLinesAtOnce) {
      throw new InvalidProfileException(
          InvalidReason.TOO_LARGE,
          "the profile has more than "
              + (lineCount > maxLines
                  ? maxLines + " lines"
                  : maxLinesAtOnce + " inlined calls at one location"));
    }
  }

  private void readLine() throws InvalidProfileException {
    long id = 0;
    long number = 0;
    while (in.hasMore()) {
      long tag = in.varint();
      if (tag == (1 << 3)) {
        id = in.varint();
      } else if (tag == (2 << 3)) {
        number = in.varint();
      } else {
        in.skipField(tag);
      }
    }
    int function = id == 0 ? -1 : functionIds.position(id);
    if (id != 0 && function < 0) {
      throw InvalidProfileException.contradiction(
          "function id " + Long.toUnsignedString(id) + " is not there");
    }
    addLine(function, number);
  }

  private void addLine(int function, long number) {
    if (lineCount == lineFunctions.length) {
      lineFunctions = Arrays.copyOf(lineFunctions, lineCount * 2);
      lineNumbers = Arrays.copyOf(lineNumbers, lineCount * 2);
    }
    lineFunctions[lineCount] = function;
    lineNumbers[lineCount++] = number;
  }
}
