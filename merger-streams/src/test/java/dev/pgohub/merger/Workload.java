package dev.pgohub.merger;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A distribution of samples over leaves, from which profiles are drawn: what is true of it is
 * known.
 *
 * @param shares of each leaf; they add up to 1
 */
record Workload(Map<String, Double> shares) {

  /** Leaves of a name, the heaviest first, each somewhat lighter than the one before. */
  static Workload of(String name, int leaves) {
    Map<String, Double> weights = new HashMap<>();
    double sum = 0;
    for (int leaf = 1; leaf <= leaves; leaf++) {
      sum += 1.0 / leaf;
    }
    for (int leaf = 1; leaf <= leaves; leaf++) {
      weights.put(name + "." + leaf, 1.0 / leaf / sum);
    }
    return new Workload(weights);
  }

  /** The same with a share of all weight moved to one leaf. */
  Workload shifted(double share, String leaf) {
    Map<String, Double> moved = new HashMap<>();
    shares.forEach((name, weight) -> moved.put(name, weight * (1 - share)));
    moved.merge(leaf, share, Double::sum);
    return new Workload(moved);
  }

  /** Draws samples. */
  Map<String, Long> draw(int samples, Random random) {
    List<String> names = new ArrayList<>(shares.keySet());
    names.sort(null);
    double[] cumulated = new double[names.size()];
    double sum = 0;
    for (int i = 0; i < cumulated.length; i++) {
      sum += shares.get(names.get(i));
      cumulated[i] = sum;
    }
    Map<String, Long> drawn = new HashMap<>();
    for (int i = 0; i < samples; i++) {
      double at = random.nextDouble() * sum;
      int low = 0;
      int high = cumulated.length - 1;
      while (low < high) {
        int middle = (low + high) / 2;
        if (cumulated[middle] > at) {
          high = middle;
        } else {
          low = middle + 1;
        }
      }
      drawn.merge(names.get(low), 1L, Long::sum);
    }
    return drawn;
  }

  /** A profile of drawn samples. */
  byte[] profile(int samples, long periodNanos, Random random) {
    return TinyProfile.of(draw(samples, random), periodNanos);
  }
}
