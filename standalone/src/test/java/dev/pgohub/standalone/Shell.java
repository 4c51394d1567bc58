package dev.pgohub.standalone;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs one of the scripts and collects what it says. */
final class Shell {

  static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  record Result(int exitCode, String stdout, String stderr) {}

  private Shell() {}

  static Result run(Path directory, Map<String, String> environment, String script, String... args)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(ROOT.resolve("scripts").resolve(script).toString());
    command.addAll(List.of(args));
    Path stdout = Files.createTempFile("pgohub", ".stdout");
    Path stderr = Files.createTempFile("pgohub", ".stderr");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectOutput(stdout.toFile())
              .redirectError(stderr.toFile());
      builder.environment().keySet().removeIf(key -> key.startsWith("PGOHUB_"));
      builder.environment().putAll(environment);
      Process process = builder.start();
      process.getOutputStream().close();
      if (!process.waitFor(120, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException(script + " did not end within 120 s");
      }
      return new Result(
          process.exitValue(),
          Files.readString(stdout, StandardCharsets.UTF_8),
          Files.readString(stderr, StandardCharsets.UTF_8));
    } finally {
      Files.delete(stdout);
      Files.delete(stderr);
    }
  }
}
