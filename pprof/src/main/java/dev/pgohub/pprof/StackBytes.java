package dev.pgohub.pprof;

/** How much of a stack with very long names fits into an entry of a chunk. */
final class StackBytes {

  /** The most bytes that the numbers of a frame take in a chunk. */
  static final int FRAME = 40;

  /** A little less than an entry of a chunk may have, for the mark and the weight. */
  static final int LIMIT = ChunkWriter.MAX_ENTRY_BYTES - (1 << 10);

  private StackBytes() {}

  /** How many frames from the leaf on fit, counting the names of every frame anew. */
  static int fitting(Tally tally, int[] stack, int frames) {
    long bytes = 0;
    for (int i = 0; i < frames; i++) {
      int frame = stack[i];
      bytes += FRAME;
      bytes += tally.names.length(tally.frames.function(frame));
      bytes += tally.names.length(tally.frames.file(frame));
      if (bytes > LIMIT) {
        return i;
      }
    }
    return frames;
  }
}
