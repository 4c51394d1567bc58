package dev.pgohub.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Says what a hub knows of a tag. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = {
      "Says what the hub knows of a tag.",
      "",
      "Its generation, weight, fragments and times."
    })
final class StatusCommand implements Callable<Integer> {

  @ParentCommand
  @SuppressWarnings("NullAway.Init")
  private Pgohub pgohub;

  @Mixin private HubOption hub = new HubOption();

  @Parameters(paramLabel = "TAG")
  private String tag = "";

  @Option(names = "--mode", description = "of that mode")
  private String mode = "";

  @Option(names = "--json", description = "the hub's own answer")
  private boolean json;

  @Override
  public Integer call() throws CommandFailure {
    Hub.Answer answer = hub.hub(pgohub).require(HubAddress.of(tag, mode).factsPath());
    if (json) {
      pgohub.out().println(answer.text().strip());
      return ExitCode.OK;
    }
    for (Map.Entry<String, Object> fact : HubJson.object(answer).entrySet()) {
      if (!(fact.getValue() instanceof Map)) {
        pgohub.out().printf("%-16s %s%n", fact.getKey(), HubJson.text(fact.getValue()));
      }
    }
    return ExitCode.OK;
  }
}
