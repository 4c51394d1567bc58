package dev.pgohub.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Looks for what usually goes wrong. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description = {
      "Looks for what usually goes wrong.",
      "",
      "The hub and its health, this machine's clock, misspelt variables, the Go version, and the default.pgo",
      "of this directory: a line for each, with what to do."
    })
final class DoctorCommand implements Callable<Integer> {

  @ParentCommand
  @SuppressWarnings("NullAway.Init")
  private Pgohub pgohub;

  @Mixin private HubOption hub = new HubOption();

  @Option(names = "--json", description = "answer as JSON")
  private boolean json;

  @Override
  public Integer call() throws CommandFailure {
    List<Finding> findings = new ArrayList<>(Variables.check(pgohub.environment()));
    boolean hubAnswers = HubCheck.run(hub.hub(pgohub), findings);
    findings.add(GoCheck.run(pgohub.environment()));
    findings.add(DefaultPgoCheck.run(pgohub.directory().resolve("default.pgo")));
    if (json) {
      pgohub.out().println(JsonText.of(findings.stream().map(DoctorCommand::facts).toList()));
    } else {
      findings.forEach(
          f -> pgohub.out().printf("%-5s %-12s %s%n", f.level(), f.subject(), f.text()));
    }
    if (!hubAnswers) {
      return ExitCode.NO_HUB;
    }
    boolean isWell = findings.stream().noneMatch(f -> f.level() == Finding.Level.fail);
    return isWell ? ExitCode.OK : ExitCode.FAILED;
  }

  private static Map<String, Object> facts(Finding finding) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("level", finding.level().name());
    facts.put("subject", finding.subject());
    facts.put("text", finding.text());
    return facts;
  }
}
