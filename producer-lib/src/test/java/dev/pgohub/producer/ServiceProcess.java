package dev.pgohub.producer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A {@link ServiceProgram} in a JVM of its own. */
final class ServiceProcess implements AutoCloseable {

  private final Process process;
  private final Path output;

  private ServiceProcess(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  static ServiceProcess start(
      Path output, Map<String, String> environment, List<String> options, String... arguments)
      throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m"));
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(ServiceProgram.class.getName());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("PGOHUB_"));
    builder.environment().putAll(environment);
    return new ServiceProcess(builder.redirectOutput(output.toFile()).start(), output);
  }

  /** Waits until the load is over. */
  void awaitDone() throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!output().contains("done ")) {
      assertThat(System.nanoTime()).as("in time: done; %s", output()).isLessThan(deadline);
      assertThat(process.isAlive()).as(output()).isTrue();
      LockSupport.parkNanos(10_000_000);
    }
  }

  /** The exit code, when the process ends in time. */
  int awaitExit() throws Exception {
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("in time: exit; %s", output()).isTrue();
    return process.exitValue();
  }

  void terminate() {
    process.destroy();
  }

  void kill() {
    process.destroyForcibly();
  }

  String output() throws Exception {
    return Files.readString(output);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
