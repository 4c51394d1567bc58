package dev.pgohub.pprof;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.SecureRandom;

/**
 * The hashes of what senders choose. They depend on secrets that each process draws for itself, so
 * that nobody can make a profile whose names, frames or ids all stand at one place of a table. They
 * say where something is looked for, and must never leave the process or decide an order.
 *
 * <p>A secret that values are only mixed with would not do: where a step is a multiplication modulo
 * 2⁶⁴ and a shift, some differences of its input come out as the same difference whatever the
 * secret is, and the next value takes them back. So a step is the whole product of 128 bits, whose
 * halves are folded together; it is unsigned, for a signed one tells a factor from its negative by
 * hardly a bit.
 *
 * <p>Stateless.
 */
final class SecretHash {

  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long START;
  private static final long STEP;
  private static final long COUNT;
  private static final long END;

  static {
    SecureRandom random = new SecureRandom();
    START = random.nextLong();
    STEP = random.nextLong();
    COUNT = random.nextLong();
    END = random.nextLong();
  }

  private SecretHash() {}

  /** Of a number. */
  static int of(long number) {
    return end(step(START, number, 0), 1);
  }

  /** Of two numbers. */
  static int of(long first, long second) {
    return end(step(START, first, second), 2);
  }

  /** Of three numbers. */
  static int of(long first, long second, long third) {
    return end(step(step(START, first, second), third, 0), 3);
  }

  /** Of four numbers. */
  static int of(long first, long second, long third, long fourth) {
    return end(step(step(START, first, second), third, fourth), 4);
  }

  /** Two numbers that are not negative as one. */
  static long pair(int first, int second) {
    return (long) first << Integer.SIZE | second;
  }

  /** Of bytes in an array. */
  static int of(byte[] source, int from, int length) {
    long hash = START;
    int end = from + length;
    for (int at = from; end - at > 2 * Long.BYTES; at += 2 * Long.BYTES) {
      hash = step(hash, (long) LONGS.get(source, at), (long) LONGS.get(source, at + Long.BYTES));
    }
    // What is left, and of what was read so much that it need not be told how much is left.
    if (length >= 2 * Long.BYTES) {
      long first = (long) LONGS.get(source, end - 2 * Long.BYTES);
      hash = step(hash, first, (long) LONGS.get(source, end - Long.BYTES));
    } else if (length >= Long.BYTES) {
      long first = (long) LONGS.get(source, from);
      hash = step(hash, first, (long) LONGS.get(source, end - Long.BYTES));
    } else {
      hash = step(hash, few(source, from, length), 0);
    }
    return end(hash, length);
  }

  /** Less than eight bytes as a number that no others of their length come to. */
  private static long few(byte[] source, int from, int length) {
    if (length >= Integer.BYTES) {
      long first = (int) INTS.get(source, from) & 0xffffffffL;
      return first | (long) (int) INTS.get(source, from + length - Integer.BYTES) << Integer.SIZE;
    }
    long bytes = 0;
    for (int at = from; at < from + length; at++) {
      bytes = bytes << Byte.SIZE | source[at] & 0xff;
    }
    return bytes;
  }

  /** Of so many numbers at the start of an array, none of which is negative. */
  static int of(int[] source, int count) {
    long hash = START;
    long other = END; // a second one in long arrays, so that none need wait for the other
    int at = 0;
    for (; at + 7 < count; at += 8) {
      hash = step(hash, pair(source[at], source[at + 1]), pair(source[at + 2], source[at + 3]));
      other =
          step(other, pair(source[at + 4], source[at + 5]), pair(source[at + 6], source[at + 7]));
    }
    if (at > 0) {
      hash = step(hash, other, 0);
    }
    for (; at + 3 < count; at += 4) {
      hash = step(hash, pair(source[at], source[at + 1]), pair(source[at + 2], source[at + 3]));
    }
    if (at < count) {
      long first = at + 1 < count ? pair(source[at], source[at + 1]) : source[at];
      hash = step(hash, first, at + 2 < count ? source[at + 2] : 0);
    }
    return end(hash, count);
  }

  private static long step(long hash, long first, long second) {
    return folded(hash ^ first, STEP ^ second);
  }

  /** Ends a hash of so many parts, so that its low bits, too, depend on all of it. */
  private static int end(long hash, int count) {
    return (int) folded(hash ^ COUNT ^ count, END);
  }

  /** The halves of the unsigned product, folded together. */
  private static long folded(long a, long b) {
    // Math.unsignedMultiplyHigh is younger than Java 17.
    long high = Math.multiplyHigh(a, b) + (a >> 63 & b) + (b >> 63 & a);
    return high ^ a * b;
  }
}
