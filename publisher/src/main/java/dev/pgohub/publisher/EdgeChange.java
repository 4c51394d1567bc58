package dev.pgohub.publisher;

import dev.pgohub.pprof.FragmentReader;
import dev.pgohub.pprof.InvalidProfileException;
import dev.pgohub.pprof.ProfileLimits;
import dev.pgohub.pprof.ProfileText;
import dev.pgohub.pprof.Tally;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What changed for a compiler from one default.pgo to the next. Hot are the heaviest edges that
 * together make up 99 % of the weight, as to Go's compiler.
 *
 * @param overlap the part of the weight that both have on the same edges, 0 to 1
 * @param added edges that only the later one has
 * @param removed edges that only the earlier one has
 * @param becameHot edges that are hot in the later one alone
 * @param ceasedHot edges that are hot in the earlier one alone
 */
record EdgeChange(double overlap, int added, int removed, int becameHot, int ceasedHot) {

  private static final double HOT = 0.99;

  /** An edge: caller, callee and the offset of the call. */
  private record Edge(String caller, String callee, String offset) {}

  /** The edges of a profile. */
  private record Edges(Map<Edge, Long> weights, Set<Edge> hot, double total) {}

  /**
   * Compares two profiles.
   *
   * @return empty when one of them is none, or too large to be compared
   */
  static Optional<EdgeChange> between(byte[] before, byte[] after) {
    try {
      return Optional.of(between(edges(before), edges(after)));
    } catch (InvalidProfileException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static EdgeChange between(Edges before, Edges after) {
    double overlap = 0;
    int common = 0;
    for (var edge : after.weights.entrySet()) {
      Long earlier = before.weights.get(edge.getKey());
      if (earlier != null) {
        common++;
        overlap += Math.min(earlier / before.total, edge.getValue() / after.total);
      }
    }
    return new EdgeChange(
        overlap,
        after.weights.size() - common,
        before.weights.size() - common,
        countMissing(after.hot, before.hot),
        countMissing(before.hot, after.hot));
  }

  private static int countMissing(Set<Edge> of, Set<Edge> in) {
    return (int) of.stream().filter(edge -> !in.contains(edge)).count();
  }

  private static Edges edges(byte[] pprof) throws InvalidProfileException {
    Tally tally = new Tally();
    new FragmentReader(ProfileLimits.DEFAULTS).read(pprof).addTo(tally);
    double total = tally.edgeWeight();
    Map<Edge, Long> weights = new HashMap<>();
    Set<Edge> hot = new HashSet<>();
    double sum = 0;
    // The heaviest first: a header, then three lines for each edge.
    String[] lines = ProfileText.edges(tally).split("\n", -1);
    for (int at = 1; at + 2 < lines.length; at += 3) {
      int space = lines[at + 2].indexOf(' ');
      if (space < 0) {
        throw new NumberFormatException("a name that holds a line's end");
      }
      Edge edge = new Edge(lines[at], lines[at + 1], lines[at + 2].substring(0, space));
      long weight = Long.parseLong(lines[at + 2].substring(space + 1));
      weights.put(edge, weight);
      if (sum <= HOT * total) {
        hot.add(edge);
      }
      sum += weight;
    }
    return new Edges(weights, hot, total);
  }
}
