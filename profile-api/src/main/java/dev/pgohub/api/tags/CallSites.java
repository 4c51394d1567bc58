package dev.pgohub.api.tags;

import dev.pgohub.pprof.HotEdges;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The lines from which functions are called. An edge does not say whether its call is indirect;
 * that several functions are called from one line is a hint that it is.
 */
final class CallSites {

  private record Site(String caller, long offset) {}

  private final Map<Site, Integer> callees = new HashMap<>();
  private final Map<Site, HotEdges.Hot> heaviest = new HashMap<>();

  /**
   * @param edges the heaviest first
   */
  CallSites(List<HotEdges.Hot> edges) {
    for (HotEdges.Hot edge : edges) {
      Site site = site(edge);
      callees.merge(site, 1, Integer::sum);
      heaviest.putIfAbsent(site, edge);
    }
  }

  /** How many functions are called from the line of an edge. */
  int callees(HotEdges.Hot edge) {
    return callees.getOrDefault(site(edge), 0);
  }

  /** Whether it is the one that is called most from there. */
  boolean isHeaviest(HotEdges.Hot edge) {
    return edge == heaviest.get(site(edge));
  }

  private static Site site(HotEdges.Hot edge) {
    return new Site(edge.edge().caller(), edge.edge().offset());
  }
}
