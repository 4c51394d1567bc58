package dev.pgohub.faults;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a run is told by: a table for people, and a last line for programs.
 *
 * @param minutes from the first fragment until all was counted
 * @param posts times of acknowledgements over HTTP
 * @param gets times of profiles that were served
 */
record Report(
    Options options,
    double minutes,
    Hub hub,
    Injector injector,
    Supervisor supervisor,
    BadClients badClients,
    Ledger ledger,
    Gaps posts,
    Gaps gets,
    Outcome outcome) {

  /** Whether nothing was lost, doubled, or otherwise wrong. */
  boolean isClean() {
    return outcome.lost() == 0
        && outcome.doubled() == 0
        && outcome.wrong().isEmpty()
        && ledger.complaintCount() == 0;
  }

  /** Prints it as a Markdown table. */
  void print(PrintStream out) {
    out.printf(
        Locale.ROOT, "%n| fault (seed %d, %.1f minutes) | times |%n", options.seed(), minutes);
    out.println("|---|---|");
    for (Harm harm : Harm.values()) {
      boolean isPossible = injector.possible().contains(harm);
      row(
          out,
          harm.text(),
          isPossible ? "" + injector.done().getOrDefault(harm, 0) : "not tried: needs root");
    }
    row(out, "delivered once more after it was acknowledged", "" + ledger.repeatedCount());
    row(out, "answers read a byte at a time", "" + badClients.slow());
    row(out, "requests of which the rest never came", "" + badClients.halfOpen());
    out.println("\n| | |");
    out.println("|---|---|");
    row(out, "fragments sent", "" + ledger.sentCount());
    row(out, "deliveries, with all that were tried again", "" + ledger.deliveryCount());
    row(out, "acknowledged", "" + ledger.acknowledgedCount());
    row(out, "merged", "" + outcome.merged());
    row(out, "duplicates dropped by the merger", "" + outcome.duplicates());
    row(out, "refused by the API", counts(ledger.refusedAtTheDoor()));
    row(out, "refused by the merger", outcome.rejected() + ": " + counts(reasons()));
    row(out, "lost", "" + outcome.lost());
    row(out, "doubled", "" + outcome.doubled());
    row(out, "profiles read, each complete", "" + gets.count());
    row(out, "longest time without an answered GET", seconds(gets.longestSeconds()));
    row(out, "longest time without an acknowledged POST", seconds(posts.longestSeconds()));
    row(out, "a killed merger merges again after", restores(injector.restores()));
    for (Child child : hub.all()) {
      row(out, "most memory of " + child.name(), child.peakKib() / 1024 + " MiB");
    }
    row(out, "gave up by themselves, started again", endings());
    row(out, "what else went wrong", "" + (outcome.wrong().size() + ledger.complaintCount()));
    out.println();
    outcome.wrong().stream().limit(50).forEach(line -> out.println("wrong: " + line));
    ledger.complaints().forEach(line -> out.println("wrong: " + line));
    out.println("lost " + outcome.lost() + " doubled " + outcome.doubled());
  }

  private Map<String, Long> reasons() {
    return ledger.rejections().values().stream()
        .collect(Collectors.groupingBy(reason -> reason, Collectors.counting()));
  }

  private String endings() {
    Map<String, Integer> endings = supervisor.endings();
    return endings.isEmpty()
        ? "none"
        : endings.entrySet().stream()
            .map(ending -> ending.getKey() + ": " + ending.getValue())
            .collect(Collectors.joining(", "));
  }

  private static String counts(Map<String, Long> counts) {
    return counts.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(count -> count.getKey() + " " + count.getValue())
        .collect(Collectors.joining(", "));
  }

  private static String restores(List<Double> seconds) {
    if (seconds.isEmpty()) {
      return "not measured";
    }
    List<Double> sorted = seconds.stream().sorted().toList();
    return String.format(
        Locale.ROOT,
        "%.1f s median, %.1f s at most",
        sorted.get(sorted.size() / 2),
        sorted.get(sorted.size() - 1));
  }

  private static String seconds(double seconds) {
    return String.format(Locale.ROOT, "%.1f s", seconds);
  }

  private static void row(PrintStream out, String what, String value) {
    out.println("| " + what + " | " + value + " |");
  }
}
