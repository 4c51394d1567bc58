package dev.pgohub.benchmarks.pipeline;

import java.util.ArrayList;
import java.util.List;

/** Times that were measured, in milliseconds. Thread-safe. */
final class Latencies {

  private final List<Double> millis = new ArrayList<>();

  synchronized void add(long nanos) {
    millis.add(nanos / 1e6);
  }

  synchronized int count() {
    return millis.size();
  }

  /** The time that a share of all, such as 0.99, did not exceed; NaN when there are none. */
  synchronized double percentile(double share) {
    if (millis.isEmpty()) {
      return Double.NaN;
    }
    List<Double> sorted = new ArrayList<>(millis);
    sorted.sort(null);
    return sorted.get((int) Math.min(sorted.size() - 1, Math.ceil(share * sorted.size()) - 1));
  }
}
