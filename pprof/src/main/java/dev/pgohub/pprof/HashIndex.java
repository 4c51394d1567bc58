package dev.pgohub.pprof;

import java.util.Arrays;

/**
 * Finds the entries of a table by {@linkplain SecretHash hash}, of which the lowest bits must be as
 * good as any: open addressing over entry numbers. The table compares, this only proposes:
 *
 * <pre>{@code
 * for (int slot = index.first(hash); ; slot = index.next(slot)) {
 *   int entry = index.entry(slot);
 *   if (entry < 0) { add at slot; break; }
 *   if (index.hash(entry) == hash && same(entry)) { found; break; }
 * }
 * }</pre>
 *
 * Entries are numbered from 0 in the order in which they were added. Not thread-safe.
 */
final class HashIndex {

  private static final int INITIAL = 64;

  private int[] slots = new int[INITIAL]; // entry + 1; 0: free
  private int[] hashes = new int[INITIAL / 2]; // by entry
  private int size;

  int size() {
    return size;
  }

  int first(int hash) {
    return hash & slots.length - 1;
  }

  int next(int slot) {
    return slot + 1 & slots.length - 1;
  }

  /** The entry at a slot, or -1 when the slot is free. */
  int entry(int slot) {
    return slots[slot] - 1;
  }

  int hash(int entry) {
    return hashes[entry];
  }

  /** Puts the next entry at a free slot, and returns its number. */
  int add(int slot, int hash) {
    if (size == hashes.length) {
      grow(hashes.length * 2);
      for (slot = first(hash); slots[slot] != 0; slot = next(slot)) {}
    }
    hashes[size] = hash;
    slots[slot] = ++size;
    return size - 1;
  }

  /** Costs what was added since, not what there is room for. */
  void clear() {
    if (size > slots.length / 64) { // where filling all is the faster way
      Arrays.fill(slots, 0);
    } else {
      // From the last to the first, so that the way to each is as it was when it was added.
      for (int entry = size - 1; entry >= 0; entry--) {
        int slot = first(hashes[entry]);
        while (slots[slot] != entry + 1) {
          slot = next(slot);
        }
        slots[slot] = 0;
      }
    }
    size = 0;
  }

  /** Makes room for so many entries at once. */
  void expect(int entries) {
    if (entries > hashes.length) {
      grow(Integer.highestOneBit(entries - 1) << 1);
    }
  }

  private void grow(int room) {
    hashes = Arrays.copyOf(hashes, room);
    slots = new int[room * 2];
    for (int entry = 0; entry < size; entry++) {
      int slot = first(hashes[entry]);
      while (slots[slot] != 0) {
        slot = next(slot);
      }
      slots[slot] = entry + 1;
    }
  }
}
