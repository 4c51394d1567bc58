package dev.pgohub.cli;

import dev.pgohub.pprof.Tally;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Lists the hot edges of a profile. */
@Command(
    name = "top",
    mixinStandardHelpOptions = true,
    description = {
      "Lists the hot edges of a tag, or of a file.",
      "",
      "They are those that Go's compiler takes as hot: the heaviest, until they hold 99%% of the weight."
    })
final class TopCommand implements Callable<Integer> {

  @ParentCommand
  @SuppressWarnings("NullAway.Init")
  private Pgohub pgohub;

  @Mixin private HubOption hub = new HubOption();

  @Parameters(paramLabel = "TAG")
  private String tag = "";

  @Option(names = "--mode", description = "of that mode")
  private String mode = "";

  @Option(
      names = {"-n", "--top"},
      paramLabel = "N",
      description = "at most so many; default: all hot ones")
  private int top = Integer.MAX_VALUE;

  @Option(names = "--json", description = "answer as JSON")
  private boolean json;

  @Override
  public Integer call() throws CommandFailure {
    Tally tally = new ProfileSource(pgohub, hub, mode).read(tag, false);
    EdgeListing listing = new EdgeListing(tally, true, Math.max(0, top));
    if (json) {
      pgohub.out().println(listing.json());
    } else {
      listing.print(pgohub.out());
    }
    return ExitCode.OK;
  }
}
