package dev.pgohub.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pgohub.pprof.ProfileFormat;
import dev.pgohub.pprof.ProfileText;
import dev.pgohub.pprof.Tally;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Shows a profile, for people or for another program. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    description = {
      "Shows a profile, or writes it in the format of another tool.",
      "",
      "It is a file, or what a hub serves as TAG or TAG@sha256:…",
      "edges: the calls that a compiler sees; stacks: a line each, leaf first; collapsed: for flame graphs;",
      "speedscope: for speedscope.app; llvm: a sample profile for clang and rustc, of limited help, for it",
      "knows of no inlined calls; preprofile: as go tool preprofile prints it."
    })
final class ShowCommand implements Callable<Integer> {

  /** What can be shown. */
  enum Format {
    edges,
    stacks,
    collapsed,
    speedscope,
    llvm,
    preprofile
  }

  @ParentCommand
  @SuppressWarnings("NullAway.Init")
  private Pgohub pgohub;

  @Mixin private HubOption hub = new HubOption();

  @Parameters(paramLabel = "PROFILE", description = "a file, - for stdin, or a tag")
  private String profile = "";

  @Option(
      names = {"-f", "--format"},
      description = "${COMPLETION-CANDIDATES}; default edges")
  private Format format = Format.edges;

  @Option(
      names = "--top",
      paramLabel = "N",
      description = "of edges and stacks only the N heaviest")
  private int top = Integer.MAX_VALUE;

  @Option(names = "--mode", description = "show that mode of a tag")
  private String mode = "";

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "write to a file")
  private @Nullable Path output;

  @Option(names = "--json", description = "edges as JSON")
  private boolean json;

  @Override
  public Integer call() throws CommandFailure, IOException {
    if (json && format != Format.edges) {
      throw new CommandFailure(ExitCode.WRONG_USE, "--json goes with --format edges");
    }
    boolean isForPeople = format == Format.edges || format == Format.stacks;
    if (top != Integer.MAX_VALUE && !isForPeople) {
      throw new CommandFailure(ExitCode.WRONG_USE, "--top goes with the formats edges and stacks");
    }
    boolean needsStacks = format != Format.edges && format != Format.preprofile;
    Tally tally = new ProfileSource(pgohub, hub, mode).read(profile, needsStacks);
    if (output == null) {
      write(tally, pgohub.out());
    } else {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (var out = new PrintStream(bytes, false, UTF_8)) {
        write(tally, out);
      }
      OutputFile.write(output, bytes.toByteArray(), pgohub.out());
    }
    return ExitCode.OK;
  }

  private void write(Tally tally, PrintStream out) throws IOException {
    switch (format) {
      case edges -> {
        EdgeListing listing = new EdgeListing(tally, false, top);
        if (json) {
          out.println(listing.json());
        } else {
          listing.print(out);
        }
      }
      case stacks ->
          ProfileText.stacks(tally)
              .lines()
              .sorted(
                  Comparator.comparingLong(ShowCommand::weight)
                      .reversed()
                      .thenComparing(Comparator.naturalOrder()))
              .limit(top)
              .forEach(out::println);
      default -> ProfileFormat.of(format.name()).orElseThrow().write(tally, out);
    }
  }

  private static long weight(String stack) {
    return Long.parseLong(stack.substring(0, stack.indexOf('\t')));
  }
}
