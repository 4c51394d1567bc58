package dev.pgohub.pprof;

import java.util.Arrays;

/**
 * From the ids of a profile's table to positions in it. Ids are any 64-bit numbers but 0, each
 * once; in practice they count from 1, which costs an array access. Not thread-safe.
 */
final class IdIndex {

  final HashIndex sparse = new HashIndex();
  private long[] ids = new long[64];
  private boolean counting = true;

  int size() {
    return sparse.size() + dense;
  }

  private int dense;

  /** Gives an id the next position; false when the id was there before. */
  boolean add(long id) {
    if (counting && id == dense + 1L) {
      dense++;
      return true;
    }
    if (counting) {
      leaveCounting();
    }
    return addSparse(id);
  }

  /** So many ids, from 1 on, stand at the position one below; 0 when they do not all count so. */
  int counting() {
    return dense;
  }

  /** The position of an id, or -1. */
  int position(long id) {
    if (counting) {
      return id >= 1 && id <= dense ? (int) id - 1 : -1;
    }
    int hash = SecretHash.of(id);
    for (int slot = sparse.first(hash); ; slot = sparse.next(slot)) {
      int entry = sparse.entry(slot);
      if (entry < 0 || ids[entry] == id) {
        return entry;
      }
    }
  }

  void clear() {
    sparse.clear();
    dense = 0;
    counting = true;
  }

  private void leaveCounting() {
    counting = false;
    for (int id = 1; id <= dense; id++) {
      addSparse(id);
    }
    dense = 0;
  }

  private boolean addSparse(long id) {
    int hash = SecretHash.of(id);
    int slot = sparse.first(hash);
    for (int entry; (entry = sparse.entry(slot)) >= 0; slot = sparse.next(slot)) {
      if (ids[entry] == id) {
        return false;
      }
    }
    int entry = sparse.add(slot, hash);
    if (entry == ids.length) {
      ids = Arrays.copyOf(ids, entry * 2);
    }
    ids[entry] = id;
    return true;
  }
}
