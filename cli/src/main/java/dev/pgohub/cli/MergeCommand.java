package dev.pgohub.cli;

import dev.pgohub.pprof.CanonicalWriter;
import dev.pgohub.pprof.Tally;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Merges profiles in files, without a hub. */
@Command(
    name = "merge",
    mixinStandardHelpOptions = true,
    description = {
      "Merges profiles in files, without a hub.",
      "",
      "The result is for go build -pgo, and means to the compiler what go tool pprof -proto of the same",
      "files means: the same bytes in any order, and a fraction of the size."
    })
final class MergeCommand implements Callable<Integer> {

  @ParentCommand
  @SuppressWarnings("NullAway.Init")
  private Pgohub pgohub;

  @Parameters(
      arity = "1..*",
      paramLabel = "FILE",
      description = "pprof CPU profiles; - reads stdin")
  private List<Path> files = List.of();

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "OUT",
      description = "the merged profile; - writes to stdout")
  private Path output = Path.of("-");

  @Option(
      names = "--stacks",
      paramLabel = "OUT",
      description = "full stacks for go tool pprof, too")
  private @Nullable Path stacks;

  @Option(
      names = "--skip-refused",
      description = "leave out files that are no CPU profiles, with a line for each")
  private boolean skipRefused;

  @Option(names = "--json", description = "say as JSON what was merged")
  private boolean json;

  @Override
  public Integer call() throws CommandFailure {
    ProfileFiles reader = ProfileFiles.forCompilers();
    Tally tally = new Tally();
    long weight = 0;
    int merged = 0;
    for (Path file : files) {
      byte[] pprof = ProfileFiles.bytes(file);
      try {
        weight += reader.add(file.toString(), pprof, tally);
        merged++;
      } catch (CommandFailure e) {
        if (!skipRefused) {
          throw e;
        }
        pgohub.err().println("pgohub: left out: " + e.getMessage());
      }
    }
    if (merged == 0) {
      throw new CommandFailure(ExitCode.REFUSED, "no file could be merged");
    }
    byte[] defaultPgo = CanonicalWriter.defaultPgo(tally);
    if (stacks != null) {
      OutputFile.write(stacks, CanonicalWriter.stacks(tally), pgohub.out());
    }
    OutputFile.write(output, defaultPgo, pgohub.out());
    report(tally, merged, weight, defaultPgo);
    return ExitCode.OK;
  }

  private void report(Tally tally, int merged, long weight, byte[] defaultPgo) {
    String digest = "sha256:" + Sha256.hex(defaultPgo);
    if (json) {
      Map<String, Object> facts = new LinkedHashMap<>();
      facts.put("profiles", merged);
      facts.put("weight", weight);
      facts.put("edges", tally.edgeCount());
      facts.put("edgeWeight", tally.edgeWeight());
      facts.put("stacks", tally.stackCount());
      facts.put("bytes", defaultPgo.length);
      facts.put("digest", digest);
      (output.toString().equals("-") ? pgohub.err() : pgohub.out()).println(JsonText.of(facts));
      return;
    }
    pgohub
        .err()
        .printf(
            "merged %d profiles: %d samples, %d edges, %d stacks; %d bytes, %s%n",
            merged, weight, tally.edgeCount(), tally.stackCount(), defaultPgo.length, digest);
  }
}
