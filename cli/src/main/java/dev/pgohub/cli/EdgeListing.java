package dev.pgohub.cli;

import dev.pgohub.pprof.Edge;
import dev.pgohub.pprof.HotEdges;
import dev.pgohub.pprof.Tally;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The heaviest edges of a profile as a table or as JSON. */
final class EdgeListing {

  private final List<HotEdges.Hot> edges;
  private final int hot;
  private final int all;
  private final long weight;

  /**
   * A listing.
   *
   * @param onlyHot whether edges that the compiler takes as cold are left out
   * @param most how many are listed at most
   */
  EdgeListing(Tally tally, boolean onlyHot, int most) {
    hot = HotEdges.of(tally).edges().size();
    HotEdges every = HotEdges.of(tally, 1);
    edges = every.edges().stream().limit(onlyHot ? Math.min(hot, most) : most).toList();
    all = every.totalCount();
    weight = every.totalWeight();
  }

  /** An edge for people. */
  static String name(Edge edge) {
    return named(edge.caller()) + " → " + named(edge.callee()) + "  +" + edge.offset();
  }

  private static String named(String function) {
    return function.isEmpty() ? "?" : function;
  }

  void print(PrintStream out) {
    out.printf(
        "%d of %d edges are hot: those that hold the first 99%% of a weight of %d%n",
        hot, all, weight);
    if (!edges.isEmpty()) {
      out.printf("%n%12s %8s %8s  %s%n", "weight", "share", "sum", "caller → callee  +line");
    }
    for (int i = 0; i < edges.size(); i++) {
      HotEdges.Hot edge = edges.get(i);
      out.printf(
          "%12d %8s %8s  %s%s%n",
          edge.weight(),
          Numbers.percent(edge.share()),
          Numbers.percent(edge.cumulated()),
          name(edge.edge()),
          i < hot ? "" : "  (cold)");
    }
    if (edges.size() < all) {
      out.printf("… and %d more%n", all - edges.size());
    }
  }

  String json() {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("edges", all);
    facts.put("hot", hot);
    facts.put("weight", weight);
    facts.put("heaviest", edges.stream().map(this::json).toList());
    return JsonText.of(facts);
  }

  private Map<String, Object> json(HotEdges.Hot edge) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("caller", edge.edge().caller());
    facts.put("callee", edge.edge().callee());
    facts.put("offset", edge.edge().offset());
    facts.put("weight", edge.weight());
    facts.put("share", Numbers.rounded(edge.share()));
    facts.put("cumulated", Numbers.rounded(edge.cumulated()));
    return facts;
  }
}
