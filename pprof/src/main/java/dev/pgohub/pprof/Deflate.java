package dev.pgohub.pprof;

/**
 * Compresses by DEFLATE (RFC 1951) so that the same input gives the same bytes on every machine and
 * JDK, which a JVM's own compressor does not promise: it is whichever zlib the JVM was linked with.
 *
 * <p>A match is put off by one byte when a longer one begins there. Stateless.
 */
final class Deflate {

  private static final int LAZY_LENGTH = 16; // a longer match is taken at once

  private Deflate() {}

  /** Writes the compressed form of the first bytes of an array. */
  static void compress(byte[] input, int length, ByteSink to) {
    BitSink out = new BitSink(to);
    DeflateBlock block = new DeflateBlock(out);
    MatchFinder matches = new MatchFinder(input, length);
    int blockStart = 0;
    int at = 0; // all before stands in the block
    int pending = 0; // length of a match that begins at this position and was put off; 0: none
    int pendingDistance = 0;
    int sought = 0; // all before is known to the finder
    while (at < length) {
      if (pending == 0) {
        pending = matches.find(at, 0);
        pendingDistance = matches.distance();
        sought = at + 1;
      }
      int next = 0;
      if (pending > 0 && pending < LAZY_LENGTH && at + 1 < length) {
        next = matches.find(at + 1, pending);
        sought = at + 2;
      }
      if (pending == 0 || next > 0) {
        block.literal(input[at++]);
        pending = next;
        pendingDistance = matches.distance();
      } else {
        block.match(pending, pendingDistance);
        at += pending;
        pending = 0;
        while (sought < at) {
          matches.insert(sought++);
        }
      }
      if (block.isFull()) {
        block.write(input, blockStart, at - blockStart, false);
        blockStart = at;
      }
    }
    block.write(input, blockStart, at - blockStart, true);
    out.align();
  }
}
