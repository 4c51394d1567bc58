package dev.pgohub.pprof;

import java.util.Arrays;

/**
 * The frames of stacks: function, file, start line and line, each combination once. Not
 * thread-safe.
 */
final class FrameTable {

  final HashIndex index = new HashIndex();
  private int[] functions = new int[64];
  private int[] files = new int[64];
  private long[] startLines = new long[64];
  private long[] lines = new long[64];

  int size() {
    return index.size();
  }

  /** The number of a frame, which is added when it is new. Function and file are names. */
  int add(int function, int file, long startLine, long line) {
    int hash = hash(function, file, startLine, line);
    int slot = slot(hash, function, file, startLine, line);
    if (index.entry(slot) >= 0) {
      return index.entry(slot);
    }
    int entry = index.add(slot, hash);
    if (entry == functions.length) {
      functions = Arrays.copyOf(functions, entry * 2);
      files = Arrays.copyOf(files, entry * 2);
      startLines = Arrays.copyOf(startLines, entry * 2);
      lines = Arrays.copyOf(lines, entry * 2);
    }
    functions[entry] = function;
    files[entry] = file;
    startLines[entry] = startLine;
    lines[entry] = line;
    return entry;
  }

  /** The number of a frame, or -1. Changes nothing. */
  int find(int function, int file, long startLine, long line) {
    return index.entry(
        slot(hash(function, file, startLine, line), function, file, startLine, line));
  }

  /** Where a frame is, or the free slot where it would be. */
  private int slot(int hash, int function, int file, long startLine, long line) {
    int slot = index.first(hash);
    for (int entry; (entry = index.entry(slot)) >= 0; slot = index.next(slot)) {
      if (functions[entry] == function
          && lines[entry] == line
          && startLines[entry] == startLine
          && files[entry] == file) {
        break;
      }
    }
    return slot;
  }

  private static int hash(int function, int file, long startLine, long line) {
    return SecretHash.of(SecretHash.pair(function, file), startLine, line);
  }

  /** Makes room for so many frames at once. */
  void expect(int count) {
    index.expect(count);
    if (count > functions.length) {
      functions = Arrays.copyOf(functions, count);
      files = Arrays.copyOf(files, count);
      startLines = Arrays.copyOf(startLines, count);
      lines = Arrays.copyOf(lines, count);
    }
  }

  int function(int frame) {
    return functions[frame];
  }

  int file(int frame) {
    return files[frame];
  }

  long startLine(int frame) {
    return startLines[frame];
  }

  long line(int frame) {
    return lines[frame];
  }

  void clear() {
    index.clear();
  }
}
