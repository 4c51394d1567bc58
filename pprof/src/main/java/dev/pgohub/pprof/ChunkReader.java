package dev.pgohub.pprof;

/** Adds a chunk that {@link ChunkWriter} wrote to a tally. */
final class ChunkReader {

  private final byte[] bytes;
  private int at;

  ChunkReader(byte[] chunk) {
    bytes = chunk;
  }

  void addTo(Tally tally) {
    try {
      read(tally);
    } catch (ArrayIndexOutOfBoundsException | NegativeArraySizeException e) {
      throw new IllegalStateException("a damaged chunk of " + bytes.length + " bytes", e);
    }
  }

  private void read(Tally tally) {
    if (bytes[at++] != ChunkWriter.VERSION) {
      throw new IllegalStateException("a chunk of unknown version " + bytes[0]);
    }
    int[] names = new int[count() + 1];
    for (int i = 1; i < names.length; i++) {
      int length = count();
      names[i] = tally.names.add(bytes, at, length);
      at += length;
    }
    int[] frames = new int[count()];
    for (int i = 0; i < frames.length; i++) {
      int function = names[count()];
      int file = names[count()];
      long startLine = zigzag();
      frames[i] = tally.frames.add(function, file, startLine, startLine + zigzag());
    }
    for (int i = count(); i > 0; i--) {
      int caller = names[count()];
      int callee = names[count()];
      long offset = zigzag();
      tally.edges.add(caller, callee, offset, varint());
    }
    int[] stack = new int[64];
    for (int i = count(); i > 0; i--) {
      int depth = count();
      if (depth > stack.length) {
        stack = new int[depth];
      }
      for (int height = 0; height < depth; height++) {
        stack[height] = frames[count()];
      }
      tally.stacks.add(stack, depth, varint());
    }
    if (at != bytes.length) {
      throw new IllegalStateException(
          "a damaged chunk: read " + at + " of " + bytes.length + " bytes");
    }
  }

  /** A number of things, each of which takes at least a byte of the chunk. */
  private int count() {
    long value = varint();
    if (value < 0 || value > bytes.length) {
      throw new IllegalStateException("a damaged chunk: " + value + " things");
    }
    return (int) value;
  }

  private long zigzag() {
    long value = varint();
    return value >>> 1 ^ -(value & 1);
  }

  private long varint() {
    byte first = bytes[at++];
    if (first >= 0) {
      return first;
    }
    long value = first & 0x7f;
    for (int shift = 7; shift < 64; shift += 7) {
      byte next = bytes[at++];
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new IllegalStateException("a damaged chunk: a number without an end");
  }
}
