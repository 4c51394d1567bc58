package dev.pgohub.pprof;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/**
 * The names of functions and files as bytes, each once. Name 0 is the empty one. Not thread-safe.
 */
final class NameTable {

  final HashIndex index = new HashIndex();
  private byte[] bytes = new byte[1 << 12];
  private int[] ends = new int[64];

  NameTable() {
    add(new byte[0], 0, 0);
  }

  int size() {
    return index.size();
  }

  /** The number of a name, which is added when it is new. */
  int add(byte[] source, int from, int length) {
    return add(source, from, length, hash(source, from, length));
  }

  /** The same, when the name's {@link #hash} is known. */
  int add(byte[] source, int from, int length, int hash) {
    int slot = index.first(hash);
    for (int entry; (entry = index.entry(slot)) >= 0; slot = index.next(slot)) {
      if (index.hash(entry) == hash
          && Arrays.equals(bytes, start(entry), ends[entry], source, from, from + length)) {
        return entry;
      }
    }
    int entry = index.add(slot, hash);
    int start = start(entry);
    if (start + length > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, start + length));
    }
    System.arraycopy(source, from, bytes, start, length);
    if (entry == ends.length) {
      ends = Arrays.copyOf(ends, entry * 2);
    }
    ends[entry] = start + length;
    return entry;
  }

  /** Makes room for so many names, and bytes of all of them, at once. */
  void expect(int count, int allBytes) {
    index.expect(count);
    if (count > ends.length) {
      ends = Arrays.copyOf(ends, count);
    }
    if (allBytes > bytes.length) {
      bytes = Arrays.copyOf(bytes, allBytes);
    }
  }

  /** The number of a name whose hash is known, or -1. Changes nothing. */
  int find(byte[] source, int from, int length, int hash) {
    int slot = index.first(hash);
    for (int entry; (entry = index.entry(slot)) >= 0; slot = index.next(slot)) {
      if (index.hash(entry) == hash
          && Arrays.equals(bytes, start(entry), ends[entry], source, from, from + length)) {
        return entry;
      }
    }
    return -1;
  }

  /** The array in which all names stand; it changes when a name is added. */
  byte[] bytes() {
    return bytes;
  }

  int start(int name) {
    return name == 0 ? 0 : ends[name - 1];
  }

  int length(int name) {
    return ends[name] - start(name);
  }

  /** Bytes of all names together. */
  int totalBytes() {
    return ends[size() - 1];
  }

  /** Order by bytes, as unsigned numbers. */
  int compare(int a, int b) {
    return Arrays.compareUnsigned(bytes, start(a), ends[a], bytes, start(b), ends[b]);
  }

  String text(int name) {
    return new String(bytes, start(name), length(name), UTF_8);
  }

  void clear() {
    index.clear();
    add(bytes, 0, 0);
  }

  /** The hash of a name, the same in every table. */
  static int hash(byte[] source, int from, int length) {
    return SecretHash.of(source, from, length);
  }
}
