package dev.pgohub.benchmarks.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs the Go program that merges with google/pprof, on one core. */
final class Incumbent {

  private final String program;

  Incumbent(String program) {
    this.program = program;
  }

  /** One round of a workload: measured values go in as {@code WORKLOAD MEASURE}, in nanoseconds. */
  void measure(Workload workload, Rounds rounds) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(program));
    workload.files().stream().map(Path::toString).forEach(command::add);
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put("GOMAXPROCS", "1");
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(program + " ended with exit code " + process.exitValue());
    }
    for (String line : output.lines().toList()) {
      String[] columns = line.split("\t", -1);
      rounds.add(workload.name() + " " + columns[0], Double.parseDouble(columns[1]));
    }
  }
}
