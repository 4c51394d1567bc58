package dev.pgohub.pprof;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * One block of a DEFLATE stream (RFC 1951, 3.2): gathers literals and matches, and writes them in
 * the shortest of the three forms. Not thread-safe.
 */
final class DeflateBlock {

  private static final int CAPACITY = 1 << 13;
  private static final int MAX_STORED = 0xffff;
  private static final int END = 256;
  private static final int LITERALS = 286;
  private static final int DISTANCES = 30;
  private static final int FIRST_LENGTH = 256; // a unit is a literal, or from here on a length
  private static final int UNITS = 512;
  private static final int PLACES = 66; // of distances, see there
  private static final int MAX_SYMBOL_BYTES = 6; // two codes of 15 bits, and 5 and 13 extra bits
  private static final int[] ORDER_OF_LENGTHS = {
    16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15
  };
  private static final int[] DISTANCE_PLACES = distancePlaces();
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final HuffmanCode FIXED_LITERALS = HuffmanCode.of(fixedLiterals());
  private static final HuffmanCode FIXED_DISTANCES = HuffmanCode.of(fixedDistances());

  private final BitSink out;
  private final int[] symbols = new int[CAPACITY]; // a unit, and distance << 9
  private int size;
  private final int[] unitCounts = new int[UNITS];
  private final int[] distanceCounts = new int[PLACES];
  private long extraBits;
  private final int[] unitCodes = new int[UNITS]; // bits; how many << 24
  private final int[] distanceCodes = new int[PLACES]; // code, its length << 16, extra bits << 24
  private final HuffmanCode literals = new HuffmanCode(LITERALS, 15);
  private final HuffmanCode distances = new HuffmanCode(DISTANCES, 15);
  private final HuffmanCode lengths = new HuffmanCode(19, 7);
  private final int[] lengthSymbols = new int[LITERALS + DISTANCES]; // a length, repeats << 5
  private int lengthCount;

  DeflateBlock(BitSink out) {
    this.out = out;
  }

  boolean isFull() {
    return size == CAPACITY;
  }

  void literal(byte literal) {
    symbols[size++] = literal & 0xff;
  }

  void match(int length, int distance) {
    symbols[size++] = distance << 9 | FIRST_LENGTH + length - MatchFinder.MIN_LENGTH;
  }

  /** Writes the block, which stands for a stretch of the input, and begins the next. */
  void write(byte[] input, int from, int length, boolean isLast) {
    countSymbols();
    literals.build();
    distances.build();
    countLengths();
    lengths.build();
    long dynamic = headerBits() + literals.bitsIn(literals) + distances.bitsIn(distances);
    long fixed = literals.bitsIn(FIXED_LITERALS) + distances.bitsIn(FIXED_DISTANCES);
    long stored = (length + 5L * (length / MAX_STORED + 1)) * Byte.SIZE;
    if (stored < Math.min(dynamic, fixed) + extraBits) {
      writeStored(input, from, length, isLast);
    } else {
      boolean isFixed = fixed <= dynamic;
      out.put(isLast ? 1 : 0, 1);
      out.put(isFixed ? 1 : 2, 2);
      if (isFixed) {
        writeSymbols(FIXED_LITERALS, FIXED_DISTANCES);
      } else {
        writeHeader();
        writeSymbols(literals, distances);
      }
    }
    clear();
  }

  private void countSymbols() {
    for (int i = 0; i < size; i++) {
      unitCounts[symbols[i] & UNITS - 1]++;
      distanceCounts[place(symbols[i] >>> 9)]++;
    }
    System.arraycopy(unitCounts, 0, literals.counts, 0, FIRST_LENGTH);
    literals.counts[END] = 1;
    for (int unit = FIRST_LENGTH; unit < UNITS; unit++) {
      int code = lengthCode(unit - FIRST_LENGTH + MatchFinder.MIN_LENGTH);
      literals.counts[code] += unitCounts[unit];
      extraBits += (long) unitCounts[unit] * lengthExtra(code);
    }
    for (int code = 0; code < DISTANCES; code++) {
      distances.counts[code] = distanceCounts[DISTANCE_PLACES[code]];
      extraBits += (long) distances.counts[code] * distanceExtra(code);
    }
  }

  private void clear() {
    size = 0;
    extraBits = 0;
    Arrays.fill(unitCounts, 0);
    Arrays.fill(distanceCounts, 0);
    literals.clear();
    distances.clear();
    lengths.clear();
  }

  private void writeStored(byte[] input, int from, int length, boolean isLast) {
    int at = from;
    int end = from + length;
    do {
      int piece = Math.min(MAX_STORED, end - at);
      out.put(isLast && at + piece == end ? 1 : 0, 3);
      out.align();
      out.put(piece | ~piece << 16, 32);
      out.put(input, at, piece);
      at += piece;
    } while (at < end);
  }

  /** Without a branch for what is a literal and what a match: nothing could foresee it. */
  private void writeSymbols(HuffmanCode literals, HuffmanCode distances) {
    setCodes(literals, distances);
    out.reserve(size * MAX_SYMBOL_BYTES);
    byte[] bytes = out.array();
    int at = out.size();
    long bits = out.bits();
    int count = out.count();
    for (int i = 0; i < size; i++) {
      int unit = unitCodes[symbols[i] & UNITS - 1];
      bits |= (long) (unit & 0xffffff) << count;
      count += unit >>> 24;
      int distance = symbols[i] >>> 9;
      int code = distanceCodes[place(distance)];
      int length = code >>> 16 & 0xff;
      int extra = code >>> 24;
      long value = distance - 1 & (1 << extra) - 1;
      bits |= (value << length | code & 0xffff) << count;
      count += length + extra;
      LONGS.set(bytes, at, bits);
      at += count >>> 3;
      bits >>>= count & ~7;
      count &= 7;
    }
    out.moveTo(at, bits, count);
    out.put(literals.codes[END] & 0xffff, literals.lengths[END]);
  }

  private void setCodes(HuffmanCode literals, HuffmanCode distances) {
    for (int unit = 0; unit < FIRST_LENGTH; unit++) {
      unitCodes[unit] = literals.codes[unit] & 0xffff | literals.lengths[unit] << 24;
    }
    for (int unit = FIRST_LENGTH; unit < UNITS; unit++) {
      int code = lengthCode(unit - FIRST_LENGTH + MatchFinder.MIN_LENGTH);
      int length = literals.lengths[code];
      int extra = lengthExtra(code);
      int value = unit - FIRST_LENGTH & (1 << extra) - 1;
      unitCodes[unit] = value << length | literals.codes[code] & 0xffff | length + extra << 24;
    }
    for (int code = 0; code < DISTANCES; code++) {
      distanceCodes[DISTANCE_PLACES[code]] =
          distances.codes[code] & 0xffff
              | distances.lengths[code] << 16
              | distanceExtra(code) << 24;
    }
  }

  // ---- the lengths of the codes, themselves coded

  private void countLengths() {
    lengthCount = 0;
    int literalCount = literals.used(257);
    int count = literalCount + distances.used(1);
    for (int i = 0; i < count; ) {
      int length = codeLength(i, literalCount);
      int repeats = 1;
      while (i + repeats < count && codeLength(i + repeats, literalCount) == length) {
        repeats++;
      }
      i += repeats;
      addLengths(length, repeats);
    }
  }

  private int codeLength(int place, int literalCount) {
    return place < literalCount ? literals.lengths[place] : distances.lengths[place - literalCount];
  }

  private void addLengths(int length, int repeats) {
    int left = repeats;
    if (length == 0) {
      for (; left >= 11; left -= Math.min(left, 138)) {
        addLength(18, Math.min(left, 138) - 11);
      }
      if (left >= 3) {
        addLength(17, left - 3);
        left = 0;
      }
    } else if (left > 3) {
      addLength(length, 0);
      left--;
      for (; left >= 3; left -= Math.min(left, 6)) {
        addLength(16, Math.min(left, 6) - 3);
      }
    }
    for (; left > 0; left--) {
      addLength(length, 0);
    }
  }

  private void addLength(int symbol, int repeats) {
    lengthSymbols[lengthCount++] = symbol | repeats << 5;
    lengths.counts[symbol]++;
  }

  private int lengthsInOrder() {
    int count = ORDER_OF_LENGTHS.length;
    while (count > 4 && lengths.lengths[ORDER_OF_LENGTHS[count - 1]] == 0) {
      count--;
    }
    return count;
  }

  private long headerBits() {
    return 14
        + 3L * lengthsInOrder()
        + lengths.bitsIn(lengths)
        + 2L * lengths.counts[16]
        + 3L * lengths.counts[17]
        + 7L * lengths.counts[18];
  }

  private void writeHeader() {
    out.put(literals.used(257) - 257, 5);
    out.put(distances.used(1) - 1, 5);
    out.put(lengthsInOrder() - 4, 4);
    for (int i = 0; i < lengthsInOrder(); i++) {
      out.put(lengths.lengths[ORDER_OF_LENGTHS[i]], 3);
    }
    for (int i = 0; i < lengthCount; i++) {
      int symbol = lengthSymbols[i] & 31;
      out.put(lengths.codes[symbol] & 0xffff, lengths.lengths[symbol]);
      if (symbol >= 16) {
        out.put(lengthSymbols[i] >>> 5, symbol == 16 ? 2 : symbol == 17 ? 3 : 7);
      }
    }
  }

  // ---- the codes of lengths and distances: RFC 1951, 3.2.5

  private static int lengthCode(int length) {
    int above = length - MatchFinder.MIN_LENGTH;
    if (above < 8) {
      return 257 + above;
    }
    int bits = 31 - Integer.numberOfLeadingZeros(above);
    return length == MatchFinder.MAX_LENGTH ? 285 : 257 + 4 * (bits - 1) + (above >> bits - 2 & 3);
  }

  private static int lengthExtra(int code) {
    return code < 265 || code == 285 ? 0 : (code - 261) / 4;
  }

  /**
   * Where the code of a distance stands in a table, 0 being none. From the third code on these are
   * the codes themselves, moved; that the others are further apart spares a branch.
   */
  private static int place(int distance) {
    int above = distance - 1;
    int bits = 31 - Integer.numberOfLeadingZeros(above);
    return 2 * bits + (above >>> bits - 1 & 1) + 2;
  }

  private static int[] distancePlaces() {
    int[] places = new int[DISTANCES];
    int distance = 1;
    for (int code = 0; code < DISTANCES; code++) {
      places[code] = place(distance);
      distance += 1 << distanceExtra(code);
    }
    return places;
  }

  private static int distanceExtra(int code) {
    return code < 4 ? 0 : code / 2 - 1;
  }

  private static byte[] fixedLiterals() {
    byte[] lengths = new byte[288];
    for (int symbol = 0; symbol < lengths.length; symbol++) {
      lengths[symbol] = (byte) (symbol < 144 ? 8 : symbol < 256 ? 9 : symbol < 280 ? 7 : 8);
    }
    return lengths;
  }

  private static byte[] fixedDistances() {
    byte[] lengths = new byte[DISTANCES];
    Arrays.fill(lengths, (byte) 5);
    return lengths;
  }
}
