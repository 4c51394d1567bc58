package dev.pgohub.cli;

import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Prints what a shell needs to complete commands and options. */
@Command(
    name = "completion",
    mixinStandardHelpOptions = true,
    description = {
      "Prints a script that completes commands and options.",
      "",
      "For bash and zsh, with scripts/ on the PATH: source <(pgohub completion)"
    })
final class CompletionCommand implements Runnable {

  @ParentCommand
  @SuppressWarnings("NullAway.Init")
  private Pgohub pgohub;

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Override
  public void run() {
    pgohub.out().print(AutoComplete.bash("pgohub", spec.root().commandLine()));
  }
}
