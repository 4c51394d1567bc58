package dev.pgohub.pprof;

import java.util.Arrays;

/**
 * A prefix code for symbols by how often they occur, as DEFLATE has it: canonical, of limited
 * length, and of at least two symbols, for some readers refuse less. Not thread-safe.
 */
final class HuffmanCode {

  private final int maxLength;
  final int[] counts;
  final byte[] lengths; // 0: the symbol does not occur
  final short[] codes; // the first bit of a code is its lowest

  /** A code of so many symbols, none of which has occurred. */
  HuffmanCode(int symbols, int maxLength) {
    this.maxLength = maxLength;
    counts = new int[symbols];
    lengths = new byte[symbols];
    codes = new short[symbols];
  }

  /** A code whose lengths are given. */
  static HuffmanCode of(byte[] lengths) {
    HuffmanCode code = new HuffmanCode(lengths.length, 15);
    System.arraycopy(lengths, 0, code.lengths, 0, lengths.length);
    code.assignCodes();
    return code;
  }

  void clear() {
    Arrays.fill(counts, 0);
  }

  /** The number of symbols up to the last one that occurs, at least so many. */
  int used(int atLeast) {
    int used = lengths.length;
    while (used > atLeast && lengths[used - 1] == 0) {
      used--;
    }
    return used;
  }

  /** Bits of all symbols that were counted, in another code. */
  long bitsIn(HuffmanCode other) {
    long bits = 0;
    for (int symbol = 0; symbol < counts.length; symbol++) {
      bits += (long) counts[symbol] * other.lengths[symbol];
    }
    return bits;
  }

  /** Makes the code for what was counted. */
  void build() {
    for (int symbol = 0, missing = 2 - occurring(); missing > 0; symbol++) {
      if (counts[symbol] == 0) {
        counts[symbol] = 1;
        missing--;
      }
    }
    // The rarest first; symbols that occur as often in their own order.
    long[] sorted = new long[occurring()];
    int size = 0;
    for (int symbol = 0; symbol < counts.length; symbol++) {
      if (counts[symbol] > 0) {
        sorted[size++] = (long) counts[symbol] << 16 | symbol;
      }
    }
    Arrays.sort(sorted);
    int[] byLength = limited(depths(sorted));
    Arrays.fill(lengths, (byte) 0);
    int next = 0;
    for (int length = maxLength; length > 0; length--) {
      for (int i = byLength[length]; i > 0; i--) {
        lengths[(int) sorted[next++] & 0xffff] = (byte) length;
      }
    }
    assignCodes();
  }

  private int occurring() {
    int occurring = 0;
    for (int count : counts) {
      occurring += count > 0 ? 1 : 0;
    }
    return occurring;
  }

  /** For each leaf of Huffman's tree over sorted counts its depth: two queues, joined in order. */
  private static int[] depths(long[] sorted) {
    int leaves = sorted.length;
    long[] weights = new long[leaves - 1]; // of inner nodes, which come out sorted
    int[] parents = new int[2 * leaves - 1]; // leaves first, then inner nodes
    int leaf = 0;
    int inner = 0;
    for (int node = 0; node < leaves - 1; node++) {
      for (int child = 0; child < 2; child++) {
        boolean isLeaf = inner == node || leaf < leaves && sorted[leaf] >>> 16 <= weights[inner];
        weights[node] += isLeaf ? sorted[leaf] >>> 16 : weights[inner];
        parents[isLeaf ? leaf++ : leaves + inner++] = leaves + node;
      }
    }
    int[] depths = new int[2 * leaves - 1];
    for (int node = 2 * leaves - 3; node >= 0; node--) {
      depths[node] = depths[parents[node]] + 1;
    }
    return Arrays.copyOf(depths, leaves);
  }

  /**
   * How many codes there are of each length, none longer than allowed, with no bit pattern twice.
   */
  private int[] limited(int[] depths) {
    int[] byLength = new int[maxLength + 1];
    long taken = 0; // in units of a longest code
    for (int depth : depths) {
      int length = Math.min(depth, maxLength);
      byLength[length]++;
      taken += 1L << maxLength - length;
    }
    for (long excess = taken - (1L << maxLength); excess > 0; excess--) {
      int length = maxLength - 1;
      while (byLength[length] == 0) {
        length--;
      }
      byLength[length]--;
      byLength[length + 1] += 2;
      byLength[maxLength]--;
    }
    return byLength;
  }

  private void assignCodes() {
    int[] next = new int[17];
    for (byte length : lengths) {
      next[length + 1] += length > 0 ? 1 : 0;
    }
    for (int length = 1; length < next.length; length++) {
      next[length] = (next[length - 1] + next[length]) << 1;
    }
    for (int symbol = 0; symbol < lengths.length; symbol++) {
      int length = lengths[symbol];
      if (length > 0) {
        codes[symbol] = (short) (Integer.reverse(next[length]++) >>> Integer.SIZE - length);
      }
    }
  }
}
