package dev.pgohub.cli;

import dev.pgohub.pprof.EdgeChange;
import dev.pgohub.pprof.EdgeComparison;
import dev.pgohub.pprof.NoiseFloor;
import dev.pgohub.pprof.Tally;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Compares two profiles by what a compiler reads of them. */
@Command(
    name = "diff",
    mixinStandardHelpOptions = true,
    description = {
      "Compares two profiles by what a compiler reads of them.",
      "",
      "They are files, or what a hub serves as TAG or TAG@sha256:…; a name is a file when there is one.",
      "The overlap is the share of the weight that lies on the same edges. Beside it stands what chance",
      "alone would leave of it, had both been taken independently of one workload."
    })
final class DiffCommand implements Callable<Integer> {

  private static final double CHANCE = 6; // deviations: what bursts of samples may add included

  @ParentCommand
  @SuppressWarnings("NullAway.Init")
  private Pgohub pgohub;

  @Mixin private HubOption hub = new HubOption();

  @Parameters(index = "0", paramLabel = "BEFORE")
  private String before = "";

  @Parameters(index = "1", paramLabel = "AFTER")
  private String after = "";

  @Option(names = "--mode", description = "compare that mode of tags")
  private String mode = "";

  @Option(
      names = "--top",
      paramLabel = "N",
      description = "how many of the largest changes; default 20")
  private int top = 20;

  @Option(names = "--json", description = "answer as JSON")
  private boolean json;

  @Override
  public Integer call() throws CommandFailure {
    ProfileSource source = new ProfileSource(pgohub, hub, mode);
    Tally first = source.read(before, false);
    Tally second = source.read(after, false);
    EdgeComparison comparison = EdgeComparison.of(first, second);
    NoiseFloor floor = NoiseFloor.between(first, second);
    boolean isChance = comparison.overlap() >= floor.below(CHANCE);
    List<EdgeChange> changes = comparison.top(Math.max(0, top));
    if (json) {
      pgohub.out().println(JsonText.of(facts(first, second, comparison, floor, changes)));
      return ExitCode.OK;
    }
    PrintStream out = pgohub.out();
    out.printf(
        Locale.ROOT,
        "overlap   %s; chance alone would leave %s ± %s, so this is %s%n",
        Numbers.percent(comparison.overlap()),
        Numbers.percent(floor.overlap()),
        Numbers.percent(floor.deviation()),
        isChance ? "within chance" : "more than chance");
    out.printf("edges     %d → %d%n", first.edgeCount(), second.edgeCount());
    out.printf("weight    %d → %d%n", first.edgeWeight(), second.edgeWeight());
    out.printf(
        "hot       %d → %d: %d became hot, %d went cold%n",
        comparison.hotBefore(),
        comparison.hotAfter(),
        comparison.becameHot().size(),
        comparison.wentCold().size());
    if (!changes.isEmpty()) {
      out.printf("%n%9s %9s %8s%n", "before", "after", "points");
    }
    for (EdgeChange change : changes) {
      out.printf(
          "%9s %9s %8s  %s%s%n",
          Numbers.percent(change.before()),
          Numbers.percent(change.after()),
          Numbers.points(change.difference()),
          EdgeListing.name(change.edge()),
          change.hotBefore() == change.hotAfter()
              ? ""
              : change.hotAfter() ? "  (hot)" : "  (cold)");
    }
    return ExitCode.OK;
  }

  private static Map<String, Object> facts(
      Tally first,
      Tally second,
      EdgeComparison comparison,
      NoiseFloor floor,
      List<EdgeChange> changes) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("overlap", Numbers.rounded(comparison.overlap()));
    facts.put("noiseFloor", Numbers.rounded(floor.overlap()));
    facts.put("noiseDeviation", Numbers.rounded(floor.deviation()));
    facts.put("edgesBefore", first.edgeCount());
    facts.put("edgesAfter", second.edgeCount());
    facts.put("weightBefore", first.edgeWeight());
    facts.put("weightAfter", second.edgeWeight());
    facts.put("hotBefore", comparison.hotBefore());
    facts.put("hotAfter", comparison.hotAfter());
    facts.put("becameHot", comparison.becameHot().size());
    facts.put("wentCold", comparison.wentCold().size());
    facts.put("changes", changes.stream().map(DiffCommand::change).toList());
    return facts;
  }

  private static Map<String, Object> change(EdgeChange change) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("caller", change.edge().caller());
    facts.put("callee", change.edge().callee());
    facts.put("offset", change.edge().offset());
    facts.put("before", Numbers.rounded(change.before()));
    facts.put("after", Numbers.rounded(change.after()));
    facts.put("hotBefore", change.hotBefore());
    facts.put("hotAfter", change.hotAfter());
    return facts;
  }
}
