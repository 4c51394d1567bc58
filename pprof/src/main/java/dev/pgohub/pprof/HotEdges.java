package dev.pgohub.pprof;

import java.util.ArrayList;
import java.util.List;

/**
 * The edges that a compiler takes as hot: the heaviest ones until their weights together pass a
 * share of the total, the one that passes it included. Edges of the same weight stand by names and
 * offset, as Go's tools sort them, so the same weights always give the same set. A snapshot,
 * immutable.
 */
public final class HotEdges {

  /** The share of the total up to which Go's compiler takes edges as hot. */
  public static final double COMPILER_SHARE = 0.99;

  /**
   * One hot edge.
   *
   * @param edge which one
   * @param weight its weight, at least 0
   * @param share its weight as a share of the total, 0 to 1
   * @param cumulated the share of the total that it and all heavier ones hold together, 0 to 1
   */
  public record Hot(Edge edge, long weight, double share, double cumulated) {}

  private final List<Hot> edges;
  private final long totalWeight;
  private final int totalCount;

  private HotEdges(List<Hot> edges, long totalWeight, int totalCount) {
    this.edges = List.copyOf(edges);
    this.totalWeight = totalWeight;
    this.totalCount = totalCount;
  }

  /** The edges that Go's compiler takes as hot. */
  public static HotEdges of(Tally tally) {
    return of(tally, COMPILER_SHARE);
  }

  /**
   * The hot edges of a tally.
   *
   * @param share the share of the total that is to be passed, 0 to 1; with 1 all edges are hot
   * @throws IllegalArgumentException when the share is out of its range
   */
  public static HotEdges of(Tally tally, double share) {
    requireShare(share);
    int[] order = EdgeOrder.heaviestFirst(tally);
    long[] cumulated = new long[order.length];
    long sum = 0;
    for (int i = 0; i < order.length; i++) {
      sum = Weights.add(sum, tally.edges.weight(order[i]));
      cumulated[i] = sum;
    }
    List<Hot> hot = new ArrayList<>();
    int count = EdgeOrder.hotCount(cumulated, share);
    for (int i = 0; i < count; i++) {
      int edge = order[i];
      long weight = tally.edges.weight(edge);
      hot.add(
          new Hot(
              new Edge(
                  tally.names.text(tally.edges.caller(edge)),
                  tally.names.text(tally.edges.callee(edge)),
                  tally.edges.offset(edge)),
              weight,
              (double) weight / sum,
              (double) cumulated[i] / sum));
    }
    return new HotEdges(hot, sum, order.length);
  }

  static void requireShare(double share) {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException("a share is 0 to 1, not " + share);
    }
  }

  /** The hot edges, the heaviest first. */
  public List<Hot> edges() {
    return edges;
  }

  /** How many edges there are, hot or not. */
  public int totalCount() {
    return totalCount;
  }

  /** The weights of all edges added up, hot or not. */
  public long totalWeight() {
    return totalWeight;
  }
}
