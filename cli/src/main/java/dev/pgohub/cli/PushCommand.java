package dev.pgohub.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Sends profiles to a hub. */
@Command(
    name = "push",
    mixinStandardHelpOptions = true,
    description = {
      "Sends profiles in files to the hub.",
      "",
      "Each file is one fragment. Sending a profile again counts it once. A busy hub is asked again, as",
      "long after as it says, six times at most. A file that is refused does not stop the others.",
      "",
      "collapsed and perf are stacks as text (what flame graphs are drawn from, and what perf script prints).",
      "They have no lines, so every call counts at the first line of its function: enough for people and",
      "for compilers that go by names, but Go's compiler finds next to none of them."
    })
final class PushCommand implements Callable<Integer> {

  /** What files hold. */
  enum Format {
    pprof,
    collapsed,
    perf
  }

  @ParentCommand
  @SuppressWarnings("NullAway.Init")
  private Pgohub pgohub;

  @Mixin private HubOption hub = new HubOption();

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "profiles; - reads stdin")
  private List<Path> files = List.of();

  @Option(
      names = {"-t", "--tag"},
      required = true,
      description = "the service")
  private String tag = "";

  @Option(names = "--mode", description = "one way of running the same binary")
  private String mode = "";

  @Option(names = "--instance", description = "who was profiled")
  private String instance = "";

  @Option(names = "--build", description = "what was profiled")
  private String build = "";

  @Option(
      names = {"-f", "--format"},
      description = "${COMPLETION-CANDIDATES}; default pprof")
  private Format format = Format.pprof;

  @Option(names = "--json", description = "answer as JSON, a line for each file")
  private boolean json;

  @Override
  public Integer call() throws CommandFailure {
    String path = path(HubAddress.of(tag, mode));
    Hub found = hub.hub(pgohub);
    Progress progress = new Progress(pgohub.err(), files.size());
    List<String> refusals = new ArrayList<>();
    long weight = 0;
    for (Path file : files) {
      try {
        Hub.Answer answer = found.post(path, body(file));
        if (!answer.isOk()) {
          throw Hub.refused(answer);
        }
        Map<String, Object> taken = HubJson.object(answer);
        weight += taken.get("weight") instanceof Long samples ? samples : 0;
        say(file, taken);
      } catch (CommandFailure e) {
        if (e.exitCode() != ExitCode.REFUSED) {
          progress.end();
          throw e;
        }
        String message = String.valueOf(e.getMessage());
        refusals.add(message.startsWith(file + ": ") ? message : file + ": " + message);
      }
      progress.step();
    }
    progress.end();
    refusals.forEach(refusal -> pgohub.err().println("pgohub: refused: " + refusal));
    int taken = files.size() - refusals.size();
    pgohub.err().printf("%d of %d taken for %s, %d samples%n", taken, files.size(), tag, weight);
    return refusals.isEmpty() ? ExitCode.OK : ExitCode.REFUSED;
  }

  private void say(Path file, Map<String, Object> taken) {
    if (json) {
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("file", file.toString());
      line.putAll(taken);
      pgohub.out().println(JsonText.of(line));
    }
  }

  private byte[] body(Path file) throws CommandFailure {
    byte[] bytes = ProfileFiles.bytes(file);
    return switch (format) {
      case pprof -> bytes;
      case collapsed -> StackText.collapsed(file.toString(), bytes);
      case perf -> StackText.perf(file.toString(), bytes);
    };
  }

  private String path(HubAddress address) throws CommandFailure {
    if (address.text().contains("@")) {
      throw new CommandFailure(ExitCode.WRONG_USE, "a profile is sent to a tag, without a digest");
    }
    StringBuilder query = new StringBuilder();
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("mode", mode);
    parameters.put("instance", instance);
    parameters.put("build", build);
    parameters.forEach(
        (name, value) -> {
          if (!value.isEmpty()) {
            query.append(query.length() == 0 ? '?' : '&').append(name).append('=');
            query.append(URLEncoder.encode(value, UTF_8));
          }
        });
    return "/profile/" + address.text() + query;
  }
}
