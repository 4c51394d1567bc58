package dev.pgohub.pprof;

import java.util.BitSet;
import java.util.function.Predicate;

/**
 * Leaves edges of a tally out. Which ones depends on names and weights alone, not on the order in
 * which they were added. Stateless.
 */
public final class EdgeCut {

  private EdgeCut() {}

  /**
   * What is left, and what is not.
   *
   * @param tally the edges that are left, without stacks; the tally itself when all are
   * @param edges how many were left out
   * @param weight of these, added up
   */
  public record Rest(Tally tally, int edges, long weight) {}

  /** Leaves out the edges to callees of some names. */
  public static Rest withoutCallees(Tally tally, Predicate<String> isLeftOut) {
    BitSet names = new BitSet();
    BitSet seen = new BitSet();
    BitSet kept = new BitSet();
    for (int edge = 0; edge < tally.edges.size(); edge++) {
      int callee = tally.edges.callee(edge);
      if (!seen.get(callee)) {
        seen.set(callee);
        names.set(callee, isLeftOut.test(tally.names.text(callee)));
      }
      kept.set(edge, !names.get(callee));
    }
    return rest(tally, kept);
  }

  /** Leaves out the lightest edges, of equal ones the last by names and offset. */
  public static Rest heaviest(Tally tally, int most) {
    return tally.edges.size() <= most
        ? new Rest(tally, 0, 0)
        : heaviest(tally, most, Long.MAX_VALUE);
  }

  /** The same, until the names of those that are left have no more bytes than that. */
  static Rest heaviest(Tally tally, int most, long maxNameBytes) {
    BitSet kept = new BitSet();
    BitSet named = new BitSet();
    int[] order = EdgeOrder.heaviestFirst(tally);
    long bytes = 0;
    for (int i = 0; i < Math.min(most, order.length); i++) {
      bytes += tally.newBytes(tally.edges.caller(order[i]), named);
      bytes += tally.newBytes(tally.edges.callee(order[i]), named);
      if (bytes > maxNameBytes) {
        break;
      }
      kept.set(order[i]);
    }
    return rest(tally, kept);
  }

  private static Rest rest(Tally tally, BitSet kept) {
    int out = tally.edges.size() - kept.cardinality();
    if (out == 0) {
      return new Rest(tally, 0, 0);
    }
    Tally left = new Tally();
    new TallyCopy(tally, left).addEdges(kept);
    long weight = 0;
    for (int edge = 0; edge < tally.edges.size(); edge++) {
      weight = Weights.add(weight, kept.get(edge) ? 0 : tally.edges.weight(edge));
    }
    return new Rest(left, out, weight);
  }
}
