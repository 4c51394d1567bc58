package dev.pgohub.pprof;

import java.util.Arrays;

/**
 * Edges and their weights: caller, callee, and the line offset of the call in the caller. Weights
 * add up and stop at {@link Long#MAX_VALUE}. Not thread-safe.
 */
final class EdgeTable {

  final HashIndex index = new HashIndex();
  private int[] callers = new int[64];
  private int[] callees = new int[64];
  private long[] offsets = new long[64];
  private long[] weights = new long[64];

  int size() {
    return index.size();
  }

  /**
   * Adds to the weight of an edge, and returns its number. Caller and callee are names; the weight
   * is not negative.
   */
  int add(int caller, int callee, long offset, long weight) {
    int hash = SecretHash.of(SecretHash.pair(caller, callee), offset);
    int slot = index.first(hash);
    for (int entry; (entry = index.entry(slot)) >= 0; slot = index.next(slot)) {
      if (callers[entry] == caller && callees[entry] == callee && offsets[entry] == offset) {
        weights[entry] = Weights.add(weights[entry], weight);
        return entry;
      }
    }
    int entry = index.add(slot, hash);
    if (entry == callers.length) {
      callers = Arrays.copyOf(callers, entry * 2);
      callees = Arrays.copyOf(callees, entry * 2);
      offsets = Arrays.copyOf(offsets, entry * 2);
      weights = Arrays.copyOf(weights, entry * 2);
    }
    callers[entry] = caller;
    callees[entry] = callee;
    offsets[entry] = offset;
    weights[entry] = weight;
    return entry;
  }

  /** Makes room for so many edges at once. */
  void expect(int count) {
    index.expect(count);
    if (count > callers.length) {
      callers = Arrays.copyOf(callers, count);
      callees = Arrays.copyOf(callees, count);
      offsets = Arrays.copyOf(offsets, count);
      weights = Arrays.copyOf(weights, count);
    }
  }

  int caller(int edge) {
    return callers[edge];
  }

  int callee(int edge) {
    return callees[edge];
  }

  long offset(int edge) {
    return offsets[edge];
  }

  long weight(int edge) {
    return weights[edge];
  }

  void clear() {
    index.clear();
  }
}
