package dev.pgohub.pprof;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Two profiles compared by what a compiler reads of them. Only shares of the weight count, so that
 * a profile and its double are the same. Two profiles without edges are the same, too; one without
 * and one with edges have nothing in common. Immutable; thread-safe, as long as nobody adds to the
 * tallies while they are compared.
 */
public final class EdgeComparison {

  private final EdgePairs pairs;
  private final double totalBefore;
  private final double totalAfter;
  private final double overlap;
  private volatile boolean @Nullable [] hotBefore; // when it was asked for: they are sorted for it
  private volatile boolean @Nullable [] hotAfter; // likewise

  private EdgeComparison(EdgePairs pairs) {
    this.pairs = pairs;
    totalBefore = pairs.total(pairs::first);
    totalAfter = pairs.total(pairs::second);
    double sum = 0;
    for (int pair = 0; pair < pairs.size(); pair++) {
      sum += Math.min(before(pair), after(pair));
    }
    overlap = totalBefore == 0 && totalAfter == 0 ? 1 : Math.min(1, sum);
  }

  /** Compares two tallies. */
  public static EdgeComparison of(Tally before, Tally after) {
    return new EdgeComparison(new EdgePairs(before, after));
  }

  /** The share of the weight that lies on the same edges: Σ min(aᵢ/A, bᵢ/B), 0 to 1. */
  public double overlap() {
    return overlap;
  }

  /** How much they would differ by chance alone, if each unit of weight is a sample of its own. */
  public NoiseFloor noiseFloor() {
    return NoiseFloor.of(pairs, totalBefore, totalAfter);
  }

  /** The share of the weight that moved to other edges: what the overlap lacks to 1. */
  public double movedShare() {
    return 1 - overlap;
  }

  /** The share of the weight before that lies on edges which are there after, too; 0 to 1. */
  public double matchedShare() {
    double matched = 0;
    for (int pair = 0; pair < pairs.size(); pair++) {
      matched += pairs.second(pair) > 0 ? before(pair) : 0;
    }
    return Math.min(1, matched);
  }

  /** The share of the weight of the edges hot before that lies on edges hot after; 0 to 1. */
  public double hotKeptShare() {
    boolean[] hotBefore = hotOnesBefore();
    boolean[] hotAfter = hotOnesAfter();
    double hot = 0;
    double kept = 0;
    for (int pair = 0; pair < pairs.size(); pair++) {
      hot += hotBefore[pair] ? before(pair) : 0;
      kept += hotBefore[pair] && hotAfter[pair] ? before(pair) : 0;
    }
    return hot == 0 ? 1 : kept / hot;
  }

  /** How many edges are hot before. */
  public int hotBefore() {
    return count(hotOnesBefore());
  }

  /** How many edges are hot after. */
  public int hotAfter() {
    return count(hotOnesAfter());
  }

  /** The edges that are hot only after, the one that gained most first. */
  public List<EdgeChange> becameHot() {
    return changes(select(hotOnesAfter(), hotOnesBefore()), Integer.MAX_VALUE);
  }

  /** The edges that are hot only before, the one that lost most first. */
  public List<EdgeChange> wentCold() {
    return changes(select(hotOnesBefore(), hotOnesAfter()), Integer.MAX_VALUE);
  }

  /** The edges whose share changed most, at most so many, the largest change first. */
  public List<EdgeChange> top(int most) {
    List<Integer> all = new ArrayList<>();
    for (int pair = 0; pair < pairs.size(); pair++) {
      if (before(pair) != after(pair)) {
        all.add(pair);
      }
    }
    return changes(all, most);
  }

  private List<EdgeChange> changes(List<Integer> which, int most) {
    return which.stream()
        .sorted(
            (a, b) -> {
              int bySize =
                  Double.compare(Math.abs(after(b) - before(b)), Math.abs(after(a) - before(a)));
              return bySize != 0 ? bySize : pairs.compare(a, b);
            })
        .limit(most)
        .map(this::change)
        .toList();
  }

  private EdgeChange change(int pair) {
    return new EdgeChange(
        pairs.edge(pair), before(pair), after(pair), hotOnesBefore()[pair], hotOnesAfter()[pair]);
  }

  private boolean[] hotOnesBefore() {
    boolean[] hot = hotBefore;
    if (hot == null) {
      hot = pairs.hot(pairs::first, HotEdges.COMPILER_SHARE);
      hotBefore = hot;
    }
    return hot;
  }

  private boolean[] hotOnesAfter() {
    boolean[] hot = hotAfter;
    if (hot == null) {
      hot = pairs.hot(pairs::second, HotEdges.COMPILER_SHARE);
      hotAfter = hot;
    }
    return hot;
  }

  private double before(int pair) {
    return totalBefore == 0 ? 0 : pairs.first(pair) / totalBefore;
  }

  private double after(int pair) {
    return totalAfter == 0 ? 0 : pairs.second(pair) / totalAfter;
  }

  private static List<Integer> select(boolean[] yes, boolean[] no) {
    List<Integer> selected = new ArrayList<>();
    for (int pair = 0; pair < yes.length; pair++) {
      if (yes[pair] && !no[pair]) {
        selected.add(pair);
      }
    }
    return selected;
  }

  private static int count(boolean[] flags) {
    int count = 0;
    for (boolean flag : flags) {
      count += flag ? 1 : 0;
    }
    return count;
  }
}
