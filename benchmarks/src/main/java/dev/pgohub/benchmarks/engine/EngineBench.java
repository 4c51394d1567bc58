package dev.pgohub.benchmarks.engine;

import dev.pgohub.pprof.CanonicalWriter;
import dev.pgohub.pprof.FragmentReader;
import dev.pgohub.pprof.Run;
import dev.pgohub.pprof.Tally;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures the engine beside the floor and beside google/pprof, everything in every round, and
 * prints a table and whether the goals are met. Progress goes to standard error.
 *
 * <p>Arguments: the corpus; how many rounds; the Go program, or nothing.
 */
public final class EngineBench {

  private static final int EDGES = 50_000;
  private static final int FEW = 10;
  private static final int MANY = 10_000;
  private static final int VARIANTS = 400;

  private final Path corpus;
  private final Rounds rounds = new Rounds();
  private final Floor floor = new Floor();
  private final Map<String, FragmentReader> readers = new HashMap<>();
  private final Map<String, Tally> tallies = new HashMap<>();
  private long sink;

  private EngineBench(Path corpus) {
    this.corpus = corpus;
  }

  /** Runs it. */
  public static void main(String[] args) throws Exception {
    Path corpus = Path.of(args[0]);
    int count = Integer.parseInt(args[1]);
    Incumbent incumbent = args.length > 2 ? new Incumbent(args[2]) : null;
    EngineBench bench = new EngineBench(corpus);
    List<Workload> workloads = new ArrayList<>();
    for (String fleet : Workload.FLEETS) {
      workloads.add(Workload.fleet(corpus, fleet));
    }
    workloads.add(Workload.large(corpus));
    Tally edges = bench.manyEdges();
    Tally few = new Tally();
    Tally many = new Tally();
    bench.fill(workloads.get(0), few, FEW);
    bench.fill(workloads.get(0), many, MANY);

    for (int warmUp = 0; warmUp < 3; warmUp++) {
      progress("warming up, " + (warmUp + 1) + " of 3");
      bench.round(workloads, edges, few, many);
    }
    bench.rounds.clear();
    for (int round = 0; round < count; round++) {
      progress("round " + (round + 1) + " of " + count);
      bench.round(workloads, edges, few, many);
      if (incumbent != null) {
        for (Workload workload : workloads) {
          incumbent.measure(workload, bench.rounds);
        }
      }
    }
    EngineReport report = new EngineReport(bench.rounds, workloads, incumbent != null);
    System.out.print(report.table());
    report.targets().forEach(System.out::println);
    progress("done (" + bench.sink % 10 + ")");
  }

  private void round(List<Workload> workloads, Tally edges, Tally few, Tally many)
      throws Exception {
    for (Workload workload : workloads) {
      FragmentReader reader = reader(workload);
      Tally tally = tallies.computeIfAbsent(workload.name(), name -> new Tally());
      measureEach(workload, "floor", bytes -> sink += floor.walk(bytes));
      measureEach(workload, "run", bytes -> sink += reader.read(bytes).run().bytes());
      measureEach(workload, "tally", bytes -> reader.read(bytes).addTo(tally));
    }
    Workload fleet = workloads.get(0);
    FragmentReader reader = reader(fleet);
    measureEach(fleet, "after-few", bytes -> reader.read(bytes).addTo(few));
    measureEach(fleet, "after-many", bytes -> reader.read(bytes).addTo(many));
    measureTiers(fleet);
    Meter.Cost write = Meter.measure(() -> sink += CanonicalWriter.defaultPgo(edges).length);
    rounds.add("canonical", write.cpuNanos());
  }

  /** The same in every round, as in a merger that runs on. */
  private FragmentReader reader(Workload workload) {
    return readers.computeIfAbsent(workload.name(), n -> new FragmentReader(workload.limits()));
  }

  private interface Fold {
    void fold(byte[] fragment) throws Exception;
  }

  private void measureEach(Workload workload, String name, Fold fold) throws Exception {
    Meter.Cost cost =
        Meter.measure(
            () -> {
              for (byte[] fragment : workload.fragments()) {
                fold.fold(fragment);
              }
            });
    int fragments = workload.fragments().size();
    rounds.add(workload.name() + " " + name, cost.cpuNanos() / fragments);
    rounds.add(workload.name() + " " + name + " bytes", cost.allocated() / fragments);
  }

  /** 512 fragments into runs, of which eight of a level become one of the next. */
  private void measureTiers(Workload workload) throws Exception {
    FragmentReader reader = reader(workload);
    Meter.Cost cost =
        Meter.measure(
            () -> {
              List<List<Run>> levels = new ArrayList<>();
              for (int i = 0; i < 512; i++) {
                byte[] bytes = workload.fragments().get(i % workload.fragments().size());
                Run run = reader.read(bytes).run();
                for (int level = 0; ; level++) {
                  if (level == levels.size()) {
                    levels.add(new ArrayList<>());
                  }
                  levels.get(level).add(run);
                  if (levels.get(level).size() < 8) {
                    break;
                  }
                  run = Run.merge(levels.get(level));
                  levels.get(level).clear();
                }
              }
            });
    rounds.add(workload.name() + " tiers", cost.cpuNanos() / 512);
  }

  private void fill(Workload workload, Tally tally, int fragments) throws Exception {
    progress("folding " + fragments + " fragments");
    FragmentReader reader = new FragmentReader(workload.limits());
    List<byte[]> variants = new ArrayList<>(workload.fragments());
    for (int i = 0; variants.size() < Math.min(fragments, VARIANTS); i++) {
      byte[] original = workload.fragments().get(i % workload.fragments().size());
      variants.add(Variants.of(original, i));
    }
    for (int i = 0; i < fragments; i++) {
      reader.read(variants.get(i % variants.size())).addTo(tally);
    }
  }

  /** All fleets, and copies of them under other names, until there are enough edges. */
  private Tally manyEdges() throws Exception {
    Tally tally = new Tally();
    for (int copy = 0; tally.edgeCount() < EDGES; copy++) {
      for (String name : Workload.FLEETS) {
        Workload fleet = Workload.fleet(corpus, name);
        FragmentReader reader = new FragmentReader(fleet.limits());
        for (int i = 0; i < fleet.fragments().size() && tally.edgeCount() < EDGES; i++) {
          reader.read(Variants.of(fleet.fragments().get(i), copy)).addTo(tally);
        }
      }
    }
    return tally;
  }

  private static void progress(String what) {
    System.err.println(what);
  }
}
