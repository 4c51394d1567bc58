package dev.pgohub.pprof;

import java.util.Arrays;

/**
 * A prefix code of DEFLATE (RFC 1951, 3.2.2), to be decoded by looking up the next bits. An entry
 * is a number:
 *
 * <ul>
 *   <li>bits 0 to 5: how many bits the code and its extra bits have; bits 8 to 11: the code alone
 *   <li>bit 13: {@link #SPECIAL}; bit 31: {@link #LITERAL}, so that such an entry is negative
 *   <li>bits 16 to 30: the literal, or what is added to the extra bits
 * </ul>
 *
 * Not thread-safe.
 */
final class DecodingTable {

  static final int LITERAL = 1 << 31;
  static final int SPECIAL = 1 << 13;

  private static final int MAX_LENGTH = 15;
  private static final int OF_ONE_BIT = 0x101; // in both places where an entry has its length

  private final int mask;
  private final int[] entries; // by the next bits; 0: the code is longer
  private final int[] meanings; // of symbols: entries without a code
  private final int[] counts = new int[MAX_LENGTH + 1]; // of codes, by length
  private final int[] places = new int[MAX_LENGTH + 2];
  private final int[] sorted; // symbols by length

  /** A table for codes of up to so many bits; longer ones take their time. */
  DecodingTable(int bits, int[] meanings) {
    mask = (1 << bits) - 1;
    entries = new int[1 << bits];
    this.meanings = meanings;
    sorted = new int[meanings.length];
  }

  /** What to index {@link #entries} by: the next bits, as far as this mask covers them. */
  int mask() {
    return mask;
  }

  int[] entries() {
    return entries;
  }

  /** Says whether symbol 0 and those after it can have codes of these lengths, 0 being none. */
  boolean build(byte[] lengths, int from, int count) {
    Arrays.fill(counts, 0);
    for (int i = from; i < from + count; i++) {
      counts[lengths[i]]++;
    }
    int codes = count - counts[0];
    counts[0] = 0;
    int free = 1;
    places[1] = 0;
    for (int length = 1; length <= MAX_LENGTH; length++) {
      free = 2 * free - counts[length];
      if (free < 0) {
        return false;
      }
      places[length + 1] = places[length] + counts[length];
    }
    // A code of one bit may stand alone, and there may be none.
    if (free > 0 && codes != counts[1]) {
      return false;
    }
    for (int symbol = 0; symbol < count; symbol++) {
      int length = lengths[from + symbol];
      if (length > 0) {
        sorted[places[length]++] = symbol;
      }
    }
    fill(codes);
    return true;
  }

  private void fill(int codes) {
    Arrays.fill(entries, 0);
    int code = 0;
    int next = 0;
    for (int length = 1; length <= MAX_LENGTH && 1 << length <= entries.length; length++) {
      for (int i = counts[length]; i > 0 && next < codes; i--) {
        int entry = meanings[sorted[next++]] + length * OF_ONE_BIT;
        int reversed = Integer.reverse(code++) >>> Integer.SIZE - length;
        for (int slot = reversed; slot < entries.length; slot += 1 << length) {
          entries[slot] = entry;
        }
      }
      code <<= 1;
    }
  }

  /** The entry for a code of any length that these bits begin with; without one, a special one. */
  int longEntry(long bits) {
    int code = 0;
    int first = 0;
    int place = 0;
    for (int length = 1; length <= MAX_LENGTH; length++) {
      code |= (int) (bits >>> length - 1) & 1;
      int above = code - first;
      if (above < counts[length]) {
        return meanings[sorted[place + above]] + length * OF_ONE_BIT;
      }
      place += counts[length];
      first = first + counts[length] << 1;
      code <<= 1;
    }
    return SPECIAL + MAX_LENGTH * OF_ONE_BIT;
  }
}
