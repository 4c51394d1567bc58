package dev.pgohub.pprof;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Adds a run that {@link RunWriter} wrote to a tally. */
final class RunReader {

  private final byte[] bytes;
  private int at;

  RunReader(List<byte[]> chunks) {
    bytes = chunks.size() == 1 ? chunks.get(0) : joined(chunks);
  }

  private static byte[] joined(List<byte[]> chunks) {
    ByteSink all = new ByteSink(chunks.stream().mapToInt(chunk -> chunk.length).sum());
    chunks.forEach(chunk -> all.put(chunk, 0, chunk.length));
    return all.array();
  }

  void addTo(Tally tally) {
    addTo(tally, null);
  }

  /**
   * Adds it to a tally, and to what one of several groups has of it.
   *
   * @param group null: there are no groups
   */
  void addTo(Tally tally, @Nullable GroupWeights group) {
    if (bytes.length == 0) {
      return;
    }
    try {
      read(tally, group);
    } catch (IndexOutOfBoundsException | NegativeArraySizeException e) {
      throw new IllegalStateException("a damaged run of " + bytes.length + " bytes", e);
    }
  }

  private void read(Tally tally, @Nullable GroupWeights group) {
    switch (bytes[at++]) {
      case RunWriter.WHOLE_STACKS -> {}
      case RunWriter.CUT_STACKS ->
          tally.stackDepth = (int) Math.min(tally.stackDepth, Math.max(varint(), 0));
      case RunWriter.LEFT_OUT -> {
        requireEnd();
        tally.isLeftOut = true;
        return;
      }
      default -> throw new IllegalStateException("a run of unknown version " + bytes[0]);
    }
    int[] names = readNames(tally);
    int[] frames = readFrames(tally, names);
    for (int i = count(); i > 0; i--) {
      int caller = names[count()];
      int callee = names[count()];
      long offset = zigzag();
      long weight = varint();
      int edge = tally.edges.add(caller, callee, offset, weight);
      if (group != null) {
        group.edges().add(edge, weight);
      }
    }
    readStacks(tally, frames, group);
    requireEnd();
  }

  private void requireEnd() {
    if (at != bytes.length) {
      throw new IllegalStateException(
          "a damaged run: read " + at + " of " + bytes.length + " bytes");
    }
  }

  private int[] readNames(Tally tally) {
    int[] names = new int[count() + 1];
    for (int i = 1; i < names.length; i++) {
      names[i] = count();
    }
    for (int i = 1; i < names.length; i++) {
      int length = names[i];
      names[i] = tally.names.add(bytes, at, length);
      at += length;
    }
    return names;
  }

  private int[] readFrames(Tally tally, int[] names) {
    int[] frames = new int[count()];
    for (int i = 0; i < frames.length; i++) {
      int function = names[count()];
      int file = names[count()];
      long startLine = zigzag();
      frames[i] = tally.frames.add(function, file, startLine, startLine + zigzag());
    }
    return frames;
  }

  private void readStacks(Tally tally, int[] frames, @Nullable GroupWeights group) {
    int[] stack = new int[64];
    for (int i = count(); i > 0; i--) {
      int depth = count();
      if (depth > stack.length) {
        stack = new int[depth];
      }
      for (int height = 0; height < depth; height++) {
        stack[height] = frames[count()];
      }
      long weight = varint();
      int added = tally.stacks.add(stack, depth, weight);
      if (group != null) {
        group.stacks().add(added, weight);
      }
    }
  }

  /** A number of things, each of which takes at least a byte. */
  private int count() {
    byte first = bytes[at];
    if (first >= 0) {
      at++;
      return first;
    }
    long value = varint();
    if (value < 0 || value > bytes.length) {
      throw new IllegalStateException("a damaged run: " + value + " things");
    }
    return (int) value;
  }

  private long zigzag() {
    long value = varint();
    return value >>> 1 ^ -(value & 1);
  }

  private long varint() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      byte next = bytes[at++];
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new IllegalStateException("a damaged run: a number without an end");
  }
}
