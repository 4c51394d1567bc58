package dev.pgohub.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Runs commands and keeps what they say. */
final class Terminal {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Map<String, String> environment = new HashMap<>();
  private final Path directory;

  Terminal(Path directory) {
    this.directory = directory;
  }

  Terminal with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  /** Runs a command; what was said before is forgotten. */
  int run(String... command) {
    out.reset();
    err.reset();
    return Pgohub.commandLine(
            new PrintStream(out, true, UTF_8),
            new PrintStream(err, true, UTF_8),
            environment,
            directory)
        .execute(command);
  }

  String out() {
    return out.toString(UTF_8);
  }

  String err() {
    return err.toString(UTF_8);
  }
}
