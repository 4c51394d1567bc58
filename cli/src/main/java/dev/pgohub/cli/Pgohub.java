package dev.pgohub.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The program {@code pgohub}, whose commands are classes of their own. */
@Command(
    name = "pgohub",
    description = {
      "Merges, compares and shows CPU profiles, and speaks to a pgohub server.",
      "",
      "merge and token, and diff and show of files, need no hub. The others ask the one at --url, by default the",
      "environment's PGOHUB_URL, else http://localhost:8080. PGOHUB_TOKEN is sent as bearer token.",
      ""
    },
    mixinStandardHelpOptions = true,
    versionProvider = Pgohub.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:another failure, or a check that found a fault",
      "2:wrong use",
      "3:no hub answers, or it can take no more now",
      "4:what was asked for is not there, or what was given was refused"
    },
    subcommands = {
      MergeCommand.class,
      DiffCommand.class,
      ShowCommand.class,
      PushCommand.class,
      GetCommand.class,
      StatusCommand.class,
      TagsCommand.class,
      TopCommand.class,
      DoctorCommand.class,
      TokenCommand.class,
      CompletionCommand.class
    })
public final class Pgohub {

  private static final int HELP_WIDTH = 108;
  private static final String DEFAULT_URL = "http://localhost:8080";

  private final PrintStream out;
  private final PrintStream err;
  private final Map<String, String> environment;
  private final Path directory;

  private Pgohub(
      PrintStream out, PrintStream err, Map<String, String> environment, Path directory) {
    this.out = out;
    this.err = err;
    this.environment = Map.copyOf(environment);
    this.directory = directory;
  }

  /** Runs a command and ends the process with its exit code. */
  public static void main(String[] args) {
    PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), false, UTF_8);
    PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, UTF_8);
    int code = commandLine(out, err, System.getenv(), Path.of("")).execute(args);
    out.flush();
    System.exit(code);
  }

  /**
   * The commands, to be executed in this process.
   *
   * @param out what was asked for goes here
   * @param err what is said beside it goes here
   * @param environment for {@code PGOHUB_*}
   * @param directory where a build's {@code default.pgo} is looked for
   */
  public static CommandLine commandLine(
      PrintStream out, PrintStream err, Map<String, String> environment, Path directory) {
    CommandLine line =
        new CommandLine(new Pgohub(out, err, environment, directory))
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setUsageHelpWidth(HELP_WIDTH)
            .setOut(new PrintWriter(out, true, UTF_8))
            .setErr(new PrintWriter(err, true, UTF_8));
    line.setParameterExceptionHandler(
        (wrong, args) -> {
          String name = wrong.getCommandLine().getCommandSpec().qualifiedName();
          err.println("pgohub: " + oneLine(wrong) + "; see " + name + " --help");
          return ExitCode.WRONG_USE;
        });
    line.setExecutionExceptionHandler(
        (failure, command, parsed) -> {
          err.println("pgohub: " + oneLine(failure));
          return failure instanceof CommandFailure known ? known.exitCode() : ExitCode.FAILED;
        });
    line.setExecutionStrategy(
        parsed -> {
          int code = new CommandLine.RunLast().execute(parsed);
          out.flush();
          return code;
        });
    return line;
  }

  private static String oneLine(Exception failure) {
    String message = failure.getMessage();
    boolean saysItAll =
        failure instanceof CommandFailure || failure instanceof CommandLine.ParameterException;
    String text =
        saysItAll ? String.valueOf(message) : failure.getClass().getSimpleName() + ": " + message;
    return text.strip().replaceAll("\\s*\\R\\s*", "; ");
  }

  /** Where results go; flushed when the command ends. */
  PrintStream out() {
    return out;
  }

  /** Where everything beside the results goes. */
  PrintStream err() {
    return err;
  }

  Map<String, String> environment() {
    return environment;
  }

  Path directory() {
    return directory;
  }

  /**
   * The hub.
   *
   * @param url where it is; empty: where the environment says
   * @throws CommandFailure when that is no address
   */
  Hub hub(String url) throws CommandFailure {
    String fromEnvironment = environment.getOrDefault("PGOHUB_URL", "");
    String address = url.isEmpty() ? fromEnvironment : url;
    return Hub.at(
        address.isEmpty() ? DEFAULT_URL : address,
        environment.getOrDefault("PGOHUB_TOKEN", "").strip());
  }

  /** Says the version of the jar. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Pgohub.class.getPackage().getImplementationVersion();
      return new String[] {"pgohub " + (version == null ? "of unknown version" : version)};
    }
  }
}
