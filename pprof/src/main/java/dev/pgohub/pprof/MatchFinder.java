package dev.pgohub.pprof;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Finds the longest earlier occurrence of what stands at a position: by chains of positions whose
 * first four bytes hash alike, and for three bytes by the last such position alone, for the chains
 * of those are long and lead to little. Not thread-safe.
 */
final class MatchFinder {

  static final int MIN_LENGTH = 3;
  static final int MAX_LENGTH = 258;
  private static final int WINDOW = 1 << 15;
  private static final int HASH_BITS = 16;
  private static final int SHORT_HASH_BITS = 15;
  private static final int PRIME = 0x9E3779B1;

  private static final int MAX_CHAIN = 12;
  private static final int GOOD_LENGTH = 4; // with so long a match at hand, seek less
  private static final int NICE_LENGTH = 32; // so long a match ends the search
  private static final int FAR = 4096; // from here on three bytes cost more than they save

  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final byte[] bytes;
  private final int end;
  private final int[] heads = new int[1 << HASH_BITS]; // position + 1; 0: none
  private final int[] previous = new int[WINDOW]; // likewise, the one before in the chain
  private final int[] shortHeads = new int[1 << SHORT_HASH_BITS]; // position + 1; 0: none
  private int distance;

  MatchFinder(byte[] bytes, int end) {
    this.bytes = bytes;
    this.end = end;
  }

  /** How far back the match begins that was found last. */
  int distance() {
    return distance;
  }

  /** Makes a position known to later searches. */
  void insert(int at) {
    if (end - at >= Integer.BYTES) {
      int four = (int) INTS.get(bytes, at);
      shortHeads[(four << 8) * PRIME >>> Integer.SIZE - SHORT_HASH_BITS] = at + 1;
      int hash = four * PRIME >>> Integer.SIZE - HASH_BITS;
      previous[at & previous.length - 1] = heads[hash & heads.length - 1];
      heads[hash & heads.length - 1] = at + 1;
    }
  }

  /**
   * The length of the longest match that is longer than another, or 0 when there is none. Makes the
   * position known.
   */
  int find(int at, int other) {
    if (end - at < Integer.BYTES) {
      return 0;
    }
    int four = (int) INTS.get(bytes, at);
    int shortHash = (four << 8) * PRIME >>> Integer.SIZE - SHORT_HASH_BITS;
    int shortCandidate = shortHeads[shortHash] - 1;
    shortHeads[shortHash] = at + 1;
    int hash = four * PRIME >>> Integer.SIZE - HASH_BITS;
    int candidate = heads[hash & heads.length - 1] - 1;
    previous[at & previous.length - 1] = candidate + 1;
    heads[hash & heads.length - 1] = at + 1;

    int found = 0;
    int best = other;
    if (other < MIN_LENGTH
        && shortCandidate >= Math.max(0, at - FAR)
        && ((int) INTS.get(bytes, shortCandidate) ^ four) << 8 == 0) {
      found = MIN_LENGTH;
      best = MIN_LENGTH;
      distance = at - shortCandidate;
    }
    return Math.max(found, findLonger(at, candidate, Math.max(best, MIN_LENGTH), other));
  }

  /** The longest match along a chain that is longer than the best so far, or 0. */
  private int findLonger(int at, int first, int atLeast, int other) {
    byte[] bytes = this.bytes;
    int longest = Math.min(MAX_LENGTH, end - at);
    int oldest = Math.max(0, at - WINDOW + 1);
    int best = atLeast;
    int found = 0;
    int chain = other >= GOOD_LENGTH ? MAX_CHAIN / 4 : MAX_CHAIN;
    if (best >= longest) {
      return 0;
    }
    int last = (int) INTS.get(bytes, at + best - MIN_LENGTH);
    for (int candidate = first;
        candidate >= oldest && chain > 0;
        candidate = previous[candidate & previous.length - 1] - 1, chain--) {
      // The last four bytes that must be the same to be longer than the best.
      if ((int) INTS.get(bytes, candidate + best - MIN_LENGTH) != last) {
        continue;
      }
      int length = common(candidate, at, longest);
      if (length > best) {
        best = length;
        found = length;
        distance = at - candidate;
        if (length >= NICE_LENGTH || length == longest) {
          break;
        }
        last = (int) INTS.get(bytes, at + best - MIN_LENGTH);
      }
    }
    return found;
  }

  private int common(int a, int b, int longest) {
    int length = 0;
    while (length + Long.BYTES <= longest) {
      long difference = (long) LONGS.get(bytes, a + length) ^ (long) LONGS.get(bytes, b + length);
      if (difference != 0) {
        return length + (Long.numberOfTrailingZeros(difference) >>> 3);
      }
      length += Long.BYTES;
    }
    while (length < longest && bytes[a + length] == bytes[b + length]) {
      length++;
    }
    return length;
  }
}
