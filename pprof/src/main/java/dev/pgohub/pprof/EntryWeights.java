package dev.pgohub.pprof;

/**
 * Weights of some entries of a table, by their numbers. They add up and stop at {@link
 * Long#MAX_VALUE}. Not thread-safe.
 */
final class EntryWeights {

  /** About how many bytes an entry takes, as between a half and a quarter of the places is free. */
  static final int BYTES = 20;

  private static final int INITIAL = 16;

  private int[] keys = new int[INITIAL]; // entry + 1; 0: free
  private long[] weights = new long[INITIAL];
  private int size;

  int size() {
    return size;
  }

  /** Adds to the weight of an entry. */
  void add(int entry, long weight) {
    int place = place(entry);
    if (keys[place] == 0) {
      if (size >= keys.length / 4 * 3) {
        grow();
        place = place(entry);
      }
      keys[place] = entry + 1;
      size++;
    }
    weights[place] = Weights.add(weights[place], weight);
  }

  /** Adds them to what stands at their numbers, each multiplied by a factor. */
  void addTo(long[] sums, Scale scale) {
    for (int place = 0; place < keys.length; place++) {
      int entry = keys[place] - 1;
      if (entry >= 0) {
        sums[entry] = Weights.add(sums[entry], scale.of(weights[place]));
      }
    }
  }

  /** Where an entry is, or the free place where it would be. */
  private int place(int entry) {
    int place = entry * 0x9E3779B1 >>> Integer.numberOfLeadingZeros(keys.length) + 1;
    while (keys[place] != 0 && keys[place] != entry + 1) {
      place = place + 1 & keys.length - 1;
    }
    return place;
  }

  private void grow() {
    int[] oldKeys = keys;
    long[] oldWeights = weights;
    keys = new int[oldKeys.length * 2];
    weights = new long[oldKeys.length * 2];
    for (int old = 0; old < oldKeys.length; old++) {
      if (oldKeys[old] != 0) {
        int place = place(oldKeys[old] - 1);
        keys[place] = oldKeys[old];
        weights[place] = oldWeights[old];
      }
    }
  }
}
