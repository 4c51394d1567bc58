package dev.pgohub.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Fetches what a hub serves, for a build. */
@Command(
    name = "get",
    mixinStandardHelpOptions = true,
    description = {
      "Fetches the profile of a tag, for a build.",
      "",
      "TAG@sha256:… is one generation of it. It is put in its place in one step once it is whole and has the",
      "digest that the hub names. What is there already is not fetched again. Whatever goes wrong, the file",
      "stays as it was."
    })
final class GetCommand implements Callable<Integer> {

  private static final String OTHER_CODING = "sha256[:-]";

  @ParentCommand
  @SuppressWarnings("NullAway.Init")
  private Pgohub pgohub;

  @Mixin private HubOption hub = new HubOption();

  @Parameters(paramLabel = "TAG")
  private String tag = "";

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "default: default.pgo; - writes to stdout")
  private Path output = Path.of("default.pgo");

  @Option(names = "--mode", description = "the profile of that mode")
  private String mode = "";

  @Option(names = "--stacks", description = "the full stacks, for go tool pprof")
  private boolean stacks;

  @Option(names = "--json", description = "say as JSON what was done")
  private boolean json;

  @Override
  public Integer call() throws CommandFailure {
    HubAddress address = HubAddress.of(tag, mode);
    Map<String, String> headers = new HashMap<>();
    headers.put("Accept", "application/octet-stream, application/problem+json");
    boolean isThere = !output.toString().equals("-") && Files.isRegularFile(output);
    String digest = isThere ? Sha256.hex(ProfileFiles.bytes(output)) : "";
    if (isThere) {
      headers.put("If-None-Match", '"' + digest + '"');
    }
    Hub.Answer answer =
        hub.hub(pgohub).get(stacks ? address.stacksPath() : address.profilePath(), headers);
    boolean isUnchanged = isThere && answer.status() == 304;
    if (!isUnchanged) {
      if (!answer.isOk()) {
        throw Hub.refused(answer);
      }
      digest = check(answer);
      OutputFile.write(output, answer.body(), pgohub.out());
    }
    report(answer, digest, isUnchanged);
    return ExitCode.OK;
  }

  private String check(Hub.Answer answer) throws CommandFailure {
    String found = Sha256.hex(answer.body());
    String named =
        answer.header("ETag").orElse("").replace("\"", "").replaceFirst(OTHER_CODING, "");
    if (!named.equals(found)) {
      throw new CommandFailure(
          ExitCode.FAILED,
          "sha256 " + found + " came in place of " + named + "; " + output + " is as it was");
    }
    ProfileFiles.forPeople().read(tag, answer.body());
    return found;
  }

  private void report(Hub.Answer answer, String digest, boolean isUnchanged) {
    if (json) {
      Map<String, Object> facts = new LinkedHashMap<>();
      facts.put("file", output.toString());
      facts.put("digest", "sha256:" + digest);
      facts.put("changed", !isUnchanged);
      answer.header("X-Pgohub-Generation").ifPresent(g -> facts.put("generation", g));
      (output.toString().equals("-") ? pgohub.err() : pgohub.out()).println(JsonText.of(facts));
      return;
    }
    String generation =
        answer.header("X-Pgohub-Generation").map(g -> " generation " + g).orElse("");
    pgohub
        .err()
        .printf(
            "%s %s %s%s, sha256:%s%n",
            output, isUnchanged ? "is still" : "is now", tag, generation, digest);
  }
}
