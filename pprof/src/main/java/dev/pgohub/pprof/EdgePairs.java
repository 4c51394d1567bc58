package dev.pgohub.pprof;

import java.util.Arrays;

/**
 * The edges of two tallies side by side: each edge once, with its weight in the one and in the
 * other. Their order is that in which the tallies hold them, so results sort. Not thread-safe.
 */
final class EdgePairs {

  private final HashIndex index = new HashIndex();
  private final NameTable names = new NameTable();
  private int[] callers = new int[64];
  private int[] callees = new int[64];
  private long[] offsets = new long[64];
  private long[] first = new long[64];
  private long[] second = new long[64];

  EdgePairs(Tally first, Tally second) {
    add(first, false);
    add(second, true);
  }

  private void add(Tally tally, boolean isSecond) {
    int[] nameOf = new int[tally.names.size()];
    for (int name = 0; name < nameOf.length; name++) {
      nameOf[name] =
          names.add(tally.names.bytes(), tally.names.start(name), tally.names.length(name));
    }
    EdgeTable edges = tally.edges;
    for (int edge = 0; edge < edges.size(); edge++) {
      int pair = pair(nameOf[edges.caller(edge)], nameOf[edges.callee(edge)], edges.offset(edge));
      (isSecond ? second : first)[pair] = edges.weight(edge);
    }
  }

  private int pair(int caller, int callee, long offset) {
    int hash = SecretHash.of(SecretHash.pair(caller, callee), offset);
    int slot = index.first(hash);
    for (int entry; (entry = index.entry(slot)) >= 0; slot = index.next(slot)) {
      if (callers[entry] == caller && callees[entry] == callee && offsets[entry] == offset) {
        return entry;
      }
    }
    int entry = index.add(slot, hash);
    if (entry == callers.length) {
      callers = Arrays.copyOf(callers, entry * 2);
      callees = Arrays.copyOf(callees, entry * 2);
      offsets = Arrays.copyOf(offsets, entry * 2);
      first = Arrays.copyOf(first, entry * 2);
      second = Arrays.copyOf(second, entry * 2);
    }
    callers[entry] = caller;
    callees[entry] = callee;
    offsets[entry] = offset;
    return entry;
  }

  int size() {
    return index.size();
  }

  Edge edge(int pair) {
    return new Edge(names.text(callers[pair]), names.text(callees[pair]), offsets[pair]);
  }

  /** The weight in the first tally; 0 when the edge is not there. */
  long first(int pair) {
    return first[pair];
  }

  /** The weight in the second tally; 0 when the edge is not there. */
  long second(int pair) {
    return second[pair];
  }

  /** The weights in both tallies, added up. */
  long sum(int pair) {
    return Weights.add(first[pair], second[pair]);
  }

  /** Adds the edge of a pair to a tally. */
  void addTo(Tally tally, int pair, long weight) {
    tally.edges.add(name(tally, callers[pair]), name(tally, callees[pair]), offsets[pair], weight);
  }

  private int name(Tally tally, int name) {
    return tally.names.add(names.bytes(), names.start(name), names.length(name));
  }

  /** Order by names and offset. */
  int compare(int a, int b) {
    int byCaller = names.compare(callers[a], callers[b]);
    if (byCaller != 0) {
      return byCaller;
    }
    int byCallee = names.compare(callees[a], callees[b]);
    return byCallee != 0 ? byCallee : Long.compare(offsets[a], offsets[b]);
  }

  /** Which edges the compiler would take as hot if these were their weights. */
  boolean[] hot(Weight weight, double share) {
    int[] order =
        IntOrder.sorted(
            size(),
            (a, b) -> {
              int byWeight = Long.compare(weight.of(b), weight.of(a));
              return byWeight != 0 ? byWeight : compare(a, b);
            });
    long[] cumulated = new long[order.length];
    long sum = 0;
    for (int i = 0; i < order.length; i++) {
      sum = Weights.add(sum, weight.of(order[i]));
      cumulated[i] = sum;
    }
    boolean[] hot = new boolean[order.length];
    int count = EdgeOrder.hotCount(cumulated, share);
    for (int i = 0; i < count; i++) {
      hot[order[i]] = weight.of(order[i]) > 0; // an edge that is not there is not hot
    }
    return hot;
  }

  /** All weights of one kind, added up. */
  double total(Weight weight) {
    double total = 0;
    for (int pair = 0; pair < size(); pair++) {
      total += weight.of(pair);
    }
    return total;
  }

  /** One of the weights that a pair has. */
  interface Weight {
    long of(int pair);
  }
}
