package dev.pgohub.benchmarks.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Measured values by name, one for each round. Not thread-safe. */
final class Rounds {

  private final Map<String, List<Double>> values = new LinkedHashMap<>();

  void add(String name, double value) {
    values.computeIfAbsent(name, n -> new ArrayList<>()).add(value);
  }

  /** Forgets all. */
  void clear() {
    values.clear();
  }

  /** The median over all rounds. */
  double median(String name) {
    List<Double> sorted = new ArrayList<>(values.getOrDefault(name, List.of()));
    if (sorted.isEmpty()) {
      throw new IllegalStateException("nothing was measured as " + name);
    }
    sorted.sort(null);
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  /** The median of the quotients, round by round: what slows a whole round down, slows both. */
  double medianRatio(String above, String below) {
    Rounds ratios = new Rounds();
    List<Double> numerators = values.getOrDefault(above, List.of());
    List<Double> denominators = values.getOrDefault(below, List.of());
    for (int i = 0; i < numerators.size(); i++) {
      ratios.add("ratio", numerators.get(i) / denominators.get(i));
    }
    return ratios.median("ratio");
  }

  /** By how much the largest value is above the smallest: 0 when all are equal. */
  double spread(String name) {
    List<Double> all = values.getOrDefault(name, List.of());
    double min = all.stream().mapToDouble(Double::doubleValue).min().orElse(0);
    double max = all.stream().mapToDouble(Double::doubleValue).max().orElse(0);
    return max == 0 ? 0 : (max - min) / max;
  }
}
