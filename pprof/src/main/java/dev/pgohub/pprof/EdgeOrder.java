package dev.pgohub.pprof;

/** The order in which Go's tools put edges: the heaviest first, then by names and offset. */
final class EdgeOrder {

  private EdgeOrder() {}

  /** The edges of a tally, the heaviest first. */
  static int[] heaviestFirst(Tally tally) {
    EdgeTable edges = tally.edges;
    NameTable names = tally.names;
    return IntOrder.sorted(
        edges.size(),
        (a, b) -> {
          int byWeight = Long.compare(edges.weight(b), edges.weight(a));
          if (byWeight != 0) {
            return byWeight;
          }
          int byCaller = names.compare(edges.caller(a), edges.caller(b));
          if (byCaller != 0) {
            return byCaller;
          }
          int byCallee = names.compare(edges.callee(a), edges.callee(b));
          return byCallee != 0 ? byCallee : Long.compare(edges.offset(a), edges.offset(b));
        });
  }

  /**
   * How many edges are hot, of those that stand heaviest first: all until their weights together
   * pass a share of the total, the one that passes it included. The arithmetic is the compiler's
   * own, so that not even a rounding differs.
   *
   * @param cumulated weights added up, from the heaviest on; the last one is the total
   */
  static int hotCount(long[] cumulated, double share) {
    double percent = share * 100;
    double total = cumulated.length == 0 ? 0 : cumulated[cumulated.length - 1];
    if (total == 0) {
      return 0;
    }
    for (int i = 0; i < cumulated.length; i++) {
      if (cumulated[i] / total * 100 > percent) {
        return i + 1;
      }
    }
    return cumulated.length;
  }
}
