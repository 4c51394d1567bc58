package dev.pgohub.pprof;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Expands DEFLATE (RFC 1951) from one array into another. It accepts what zlib accepts, in less
 * time: input and output are whole, so nothing stops and goes on, and eight bytes are read and
 * copied at once. Not thread-safe.
 */
final class Inflate {

  private static final int MAX_MATCH = 258;
  private static final int ROOM =
      MAX_MATCH + 2 + 2 * Long.BYTES; // what a step writes, and passes over
  private static final int PADDING = 32; // what a step reads
  private static final int KEPT_BYTES = 4 << 20;
  private static final int BELIEVED_BYTES = 8 << 20; // from which on a claim is believed
  private static final int END = 1 << 16;
  private static final int[] ORDER_OF_LENGTHS = {
    16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15
  };
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final int maxBytes;
  private final DecodingTable literals = new DecodingTable(11, literalMeanings());
  private final DecodingTable distances = new DecodingTable(9, distanceMeanings());
  private final DecodingTable lengths = new DecodingTable(7, lengthMeanings());
  private final byte[] codeLengths = new byte[286 + 30 + 138]; // with a last repetition

  private byte[] in = new byte[1 << 15];
  private int end;
  private int at; // all before is in the bits
  private long bits; // the next is the lowest
  private int count; // of bits; those above are as in the input, or 0
  private byte[] out = new byte[1 << 16];
  private int size;
  private long claimed;

  /** Stops when there are more bytes than that. */
  Inflate(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  /**
   * Begins with new input, which is copied, and without output.
   *
   * @param claimedBytes how many it says that it comes to: when these are too many it is refused
   *     before there is memory for all that is allowed
   */
  void reset(byte[] input, long claimedBytes) {
    claimed = claimedBytes;
    if (in.length < input.length + PADDING || in.length > KEPT_BYTES) {
      in = new byte[Math.addExact(input.length, PADDING + input.length / 4)];
    }
    System.arraycopy(input, 0, in, 0, input.length);
    Arrays.fill(in, input.length, input.length + PADDING, (byte) 0);
    end = input.length;
    if (out.length > KEPT_BYTES) {
      out = new byte[KEPT_BYTES];
    }
    size = 0;
  }

  /** The output stands at the start of this array until the next {@link #reset}. */
  byte[] bytes() {
    return out;
  }

  int size() {
    return size;
  }

  /** Expands what begins at a position of the input, and returns the position where it ends. */
  int expand(int from) throws InvalidProfileException {
    at = from;
    bits = 0;
    count = 0;
    int start = size;
    boolean isLast;
    do {
      isLast = take(1) == 1;
      switch (take(2)) {
        case 0 -> stored();
        case 1 -> {
          fixedCodes();
          symbols(start);
        }
        case 2 -> {
          readCodes();
          symbols(start);
        }
        default -> throw damaged("a block of unknown type");
      }
    } while (!isLast);
    requireInput();
    requireRoom(0);
    return at - (count >>> 3);
  }

  private void stored() throws InvalidProfileException {
    int padding = count & 7;
    bits >>>= padding;
    count -= padding;
    int length = take(16);
    if ((length ^ take(16)) != 0xffff) {
      throw damaged("a stored block of unknown length");
    }
    at -= count >>> 3;
    bits = 0;
    count = 0;
    if (length > end - at) {
      throw truncated();
    }
    requireRoom(length);
    System.arraycopy(in, at, out, size, length);
    at += length;
    size += length;
  }

  /** Literals and matches up to the end of the block; a match stays behind the start. */
  private void symbols(int start) throws InvalidProfileException {
    byte[] in = this.in;
    byte[] out = this.out;
    int[] literals = this.literals.entries();
    int[] distances = this.distances.entries();
    int literalMask = this.literals.mask();
    int distanceMask = this.distances.mask();
    int at = this.at;
    int size = this.size;
    long bits = this.bits;
    int count = this.count;
    while (true) {
      if (out.length - size < ROOM) {
        this.size = size;
        requireRoom(ROOM);
        out = this.out;
      }
      if (at - Long.BYTES > end) {
        throw truncated();
      }
      bits |= (long) LONGS.get(in, at) << count;
      at += 63 - count >>> 3;
      count |= 56;
      int entry = literals[(int) bits & literalMask];
      // Shifts look at the lowest six bits of an entry, where its length is.
      if (entry < 0) {
        out[size++] = (byte) (entry >>> 16);
        bits >>>= entry;
        count -= entry & 63;
        entry = literals[(int) bits & literalMask];
        if (entry < 0) {
          out[size++] = (byte) (entry >>> 16);
          bits >>>= entry;
          count -= entry & 63;
          entry = literals[(int) bits & literalMask];
        }
      }
      if (entry == 0) {
        entry = this.literals.longEntry(bits);
      }
      long before = bits;
      bits >>>= entry;
      count -= entry & 63;
      if (entry < 0) {
        out[size++] = (byte) (entry >>> 16);
        continue;
      }
      if ((entry & DecodingTable.SPECIAL) != 0) {
        this.at = at;
        this.size = size;
        this.bits = bits;
        this.count = count;
        if ((entry & END) == 0) {
          throw damaged("a code without a meaning");
        }
        return;
      }
      int length = (entry >>> 16) + extra(before, entry);

      bits |= (long) LONGS.get(in, at) << count;
      at += 63 - count >>> 3;
      count |= 56;
      entry = distances[(int) bits & distanceMask];
      if (entry == 0) {
        entry = this.distances.longEntry(bits);
      }
      int distance = (entry >>> 16) + extra(bits, entry);
      bits >>>= entry;
      count -= entry & 63;
      if ((entry & DecodingTable.SPECIAL) != 0 || distance > size - start) {
        this.at = at;
        this.count = count;
        throw damaged("a match with nothing");
      }
      copy(out, size - distance, size, length);
      size += length;
    }
  }

  private static int extra(long bits, int entry) {
    return (int) (bits & (1L << entry) - 1) >>> (entry >>> 8);
  }

  /** Copies to behind itself; what stands behind the copy may change, too. */
  private static void copy(byte[] bytes, int from, int to, int length) {
    int end = to + length;
    if (to - from >= Long.BYTES) {
      // Most matches are that short, and a branch not taken cannot be mispredicted.
      LONGS.set(bytes, to, (long) LONGS.get(bytes, from));
      LONGS.set(bytes, to + Long.BYTES, (long) LONGS.get(bytes, from + Long.BYTES));
      for (int done = 2 * Long.BYTES; done < length; done += Long.BYTES) {
        LONGS.set(bytes, to + done, (long) LONGS.get(bytes, from + done));
      }
    } else {
      while (to < end) {
        bytes[to++] = bytes[from++];
      }
    }
  }

  // ---- codes

  private void fixedCodes() {
    Arrays.fill(codeLengths, 0, 144, (byte) 8);
    Arrays.fill(codeLengths, 144, 256, (byte) 9);
    Arrays.fill(codeLengths, 256, 280, (byte) 7);
    Arrays.fill(codeLengths, 280, 288, (byte) 8);
    literals.build(codeLengths, 0, 288);
    Arrays.fill(codeLengths, 0, 32, (byte) 5);
    distances.build(codeLengths, 0, 32);
  }

  private void readCodes() throws InvalidProfileException {
    int literalCount = take(5) + 257;
    int distanceCount = take(5) + 1;
    int lengthCount = take(4) + 4;
    if (literalCount > 286 || distanceCount > 30) {
      throw damaged("too many codes");
    }
    Arrays.fill(codeLengths, 0, ORDER_OF_LENGTHS.length, (byte) 0);
    for (int i = 0; i < lengthCount; i++) {
      codeLengths[ORDER_OF_LENGTHS[i]] = (byte) take(3);
    }
    if (!lengths.build(codeLengths, 0, ORDER_OF_LENGTHS.length)) {
      throw damaged("codes that are none");
    }
    readLengths(literalCount + distanceCount);
    if (codeLengths[256] == 0
        || !literals.build(codeLengths, 0, literalCount)
        || !distances.build(codeLengths, literalCount, distanceCount)) {
      throw damaged("codes that are none");
    }
  }

  private void readLengths(int total) throws InvalidProfileException {
    int place = 0;
    while (place < total) {
      refill();
      int entry = lengths.entries()[(int) bits & lengths.mask()];
      if (entry == 0) {
        throw damaged("a code without a meaning");
      }
      int repeats = entry >>> 16;
      int symbol = repeats;
      boolean isLength = (entry & DecodingTable.SPECIAL) != 0;
      if (!isLength) {
        repeats += extra(bits, entry);
      }
      bits >>>= entry;
      count -= entry & 63;
      if (isLength) {
        codeLengths[place++] = (byte) symbol;
        continue;
      }
      boolean isOfZeros = (entry & 63) - (entry >>> 8 & 15) != 2;
      if (!isOfZeros && place == 0 || place + repeats > total) {
        throw damaged("codes that are none");
      }
      byte length = isOfZeros ? 0 : codeLengths[place - 1];
      Arrays.fill(codeLengths, place, place + repeats, length);
      place += repeats;
    }
  }

  // ---- bits and room

  private int take(int length) throws InvalidProfileException {
    refill();
    int value = (int) bits & (1 << length) - 1;
    bits >>>= length;
    count -= length;
    return value;
  }

  /** At least 56 bits; behind the input there are zeros. */
  private void refill() throws InvalidProfileException {
    requireInput();
    bits |= (long) LONGS.get(in, at) << count;
    at += 63 - count >>> 3;
    count |= 56;
  }

  private void requireInput() throws InvalidProfileException {
    if (at - (count >>> 3) > end) {
      throw truncated();
    }
  }

  private void requireRoom(int more) throws InvalidProfileException {
    if (size > maxBytes || size >= BELIEVED_BYTES && claimed > maxBytes) {
      throw new InvalidProfileException(
          InvalidReason.TOO_LARGE,
          "the profile inflates to more than " + maxBytes + " bytes, which is the limit");
    }
    if (out.length - size < more) {
      // In large steps: while it grows, both arrays are there.
      long length = Math.max(out.length * 4L, size + (long) more);
      out = Arrays.copyOf(out, (int) Math.min(length, maxBytes + (1L << 16) + ROOM));
    }
  }

  private InvalidProfileException truncated() {
    return new InvalidProfileException(
        InvalidReason.TRUNCATED, "the gzip stream ends too early, after " + end + " bytes");
  }

  private InvalidProfileException damaged(String what) {
    return at - (count >>> 3) > end
        ? truncated()
        : new InvalidProfileException(
            InvalidReason.MALFORMED, "the gzip stream is damaged: " + what);
  }

  // ---- what symbols mean: RFC 1951, 3.2.5 and 3.2.7

  private static int[] literalMeanings() {
    int[] meanings = new int[288];
    for (int literal = 0; literal < 256; literal++) {
      meanings[literal] = DecodingTable.LITERAL | literal << 16;
    }
    meanings[256] = DecodingTable.SPECIAL | END;
    int base = 3;
    for (int symbol = 257; symbol < 285; symbol++) {
      int extra = Math.max(0, (symbol - 261) / 4);
      meanings[symbol] = base << 16 | extra;
      base += 1 << extra;
    }
    meanings[285] = MAX_MATCH << 16;
    meanings[286] = DecodingTable.SPECIAL;
    meanings[287] = DecodingTable.SPECIAL;
    return meanings;
  }

  private static int[] distanceMeanings() {
    int[] meanings = new int[32];
    int base = 1;
    for (int symbol = 0; symbol < 30; symbol++) {
      int extra = Math.max(0, symbol / 2 - 1);
      meanings[symbol] = base << 16 | extra;
      base += 1 << extra;
    }
    meanings[30] = DecodingTable.SPECIAL;
    meanings[31] = DecodingTable.SPECIAL;
    return meanings;
  }

  /** Special is a length; the others say how often one is repeated. */
  private static int[] lengthMeanings() {
    int[] meanings = new int[ORDER_OF_LENGTHS.length];
    for (int length = 0; length < 16; length++) {
      meanings[length] = DecodingTable.SPECIAL | length << 16;
    }
    meanings[16] = 3 << 16 | 2;
    meanings[17] = 3 << 16 | 3;
    meanings[18] = 11 << 16 | 7;
    return meanings;
  }
}
