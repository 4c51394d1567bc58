package dev.pgohub.benchmarks.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The table and the goals of the engine. */
final class EngineReport {

  private static final double MILLI = 1e6;

  private final Rounds rounds;
  private final List<Workload> workloads;
  private final boolean hasIncumbent;

  EngineReport(Rounds rounds, List<Workload> workloads, boolean hasIncumbent) {
    this.rounds = rounds;
    this.workloads = workloads;
    this.hasIncumbent = hasIncumbent;
  }

  /** CPU milliseconds for a fragment, medians; a Markdown table. */
  String table() {
    StringBuilder text = new StringBuilder();
    row(text, "CPU ms a fragment", workloads.stream().map(Workload::name).toList());
    row(text, "---", workloads.stream().map(w -> "---").toList());
    row(text, "floor: gunzip, walk", "floor");
    row(text, "**fold, run out**", "run");
    row(text, "**fold, tally on the heap**", "tally");
    if (hasIncumbent) {
      row(text, "google/pprof, one merge of all", "one-shot");
      row(text, "google/pprof, the 100th merge", "incremental");
      row(text, "google/pprof, the 100th, serialised", "serialised");
    }
    row(
        text,
        "KiB allocated a fold, run out",
        workloads.stream()
            .map(w -> format(rounds.median(w.name() + " run bytes") / 1024))
            .toList());
    String fleet = workloads.get(0).name();
    text.append('\n');
    line(text, "fold with tiers of runs, 512 fragments of " + fleet, fleet + " tiers");
    line(text, "fold to a tally of 10 fragments of " + fleet, fleet + " after-few");
    line(text, "fold to a tally of 10,000 fragments of " + fleet, fleet + " after-many");
    line(text, "canonical write of 50,000 edges", "canonical");
    return text.append('\n').toString();
  }

  /**
   * All goals. A single profile that comes again and again does not let the state grow, which is
   * what makes merging one by one slow: for that it stands in the table alone.
   */
  List<Target> targets() {
    List<Target> targets = new ArrayList<>();
    for (Workload workload : workloads) {
      String name = workload.name() + " ";
      targets.add(atMost("fold-run-to-floor", name, "run", "floor", 2));
      targets.add(atMost("fold-tally-to-floor", name, "tally", "floor", 2));
      if (hasIncumbent) {
        targets.add(atLeast("one-shot", name, 6));
        if (workload.fragments().size() > 1) {
          targets.add(atLeast("incremental", name, 25));
          targets.add(atLeast("serialised", name, 25));
        }
      }
    }
    String fleet = workloads.get(0).name() + " ";
    targets.add(atMost("after-10000-to-after-10", fleet, "after-many", "after-few", 1.2));
    double write = rounds.median("canonical") / MILLI;
    targets.add(new Target("canonical-write-50000-edges", write, 50, true, "ms"));
    double spread =
        workloads.stream().mapToDouble(w -> rounds.spread(w.name() + " run bytes")).max().orElse(0);
    targets.add(new Target("allocation-spread-over-rounds", spread * 100, 5, true, "%"));
    return targets;
  }

  private Target atMost(String what, String workload, String above, String below, double goal) {
    double ratio = rounds.medianRatio(workload + above, workload + below);
    return new Target(workload.trim() + "-" + what, ratio, goal, true, "x");
  }

  private Target atLeast(String measure, String workload, double goal) {
    double ratio = rounds.medianRatio(workload + measure, workload + "run");
    return new Target(
        workload.trim() + "-faster-than-google-pprof-" + measure, ratio, goal, false, "x");
  }

  private void row(StringBuilder text, String title, String measure) {
    row(
        text,
        title,
        workloads.stream()
            .map(w -> format(rounds.median(w.name() + " " + measure) / MILLI))
            .toList());
  }

  private static void row(StringBuilder text, String title, List<String> cells) {
    text.append("| ").append(title).append(" | ").append(String.join(" | ", cells)).append(" |\n");
  }

  private void line(StringBuilder text, String title, String measure) {
    text.append("- ").append(title).append(": ");
    text.append(format(rounds.median(measure) / MILLI)).append(" ms\n");
  }

  private static String format(double value) {
    return String.format(Locale.ROOT, value < 1 ? "%.3f" : value < 10 ? "%.2f" : "%.1f", value);
  }
}
