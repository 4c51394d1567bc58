package dev.pgohub.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One part of the hub as a Java process that can be started, killed and stopped any number of
 * times. Its output is appended to one log. Thread-safe.
 */
final class Child {

  private final String name;
  private final List<String> command;
  private final Map<String, String> settings;
  private final Path log;
  private @Nullable Process process;
  private boolean wanted;
  private long startedNanos;
  private long peakKib;

  /**
   * A process that does not run yet.
   *
   * @param heap the most memory of its heap, such as {@code 256m}
   * @param program its main class and the arguments
   * @param settings variables of its environment without {@code PGOHUB_}; it gets no others of
   *     these
   */
  Child(String name, String heap, List<String> program, Map<String, String> settings, Path log) {
    this.name = name;
    this.settings = settings;
    this.log = log;
    command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx" + heap, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-XX:+ExitOnOutOfMemoryError", "-Xshare:auto"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(program);
  }

  String name() {
    return name;
  }

  Path log() {
    return log;
  }

  /** Starts it, unless it runs. */
  synchronized void start() throws IOException {
    wanted = true;
    if (isAlive()) {
      return;
    }
    ProcessBuilder builder = new ProcessBuilder(command).directory(log.resolveSibling("").toFile());
    builder.environment().keySet().removeIf(key -> key.startsWith("PGOHUB_"));
    settings.forEach((key, value) -> builder.environment().put("PGOHUB_" + key, value));
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    startedNanos = System.nanoTime();
    process = builder.start();
  }

  /** Ends it as {@code kill -9} does, and waits until it is gone. */
  synchronized void kill() {
    wanted = false;
    Process killed = process;
    if (killed != null) {
      killed.destroyForcibly();
      await(killed, 30);
    }
  }

  /** Ends it in order, and by force when that takes longer than half a minute. */
  void stop() {
    Process stopped;
    synchronized (this) {
      wanted = false;
      stopped = process;
    }
    if (stopped != null && stopped.isAlive()) {
      stopped.destroy();
      if (!await(stopped, 30)) {
        stopped.destroyForcibly();
      }
    }
  }

  /** Sends a signal, such as {@code STOP} or {@code CONT}. */
  synchronized void signal(String signal) throws IOException {
    Process signalled = process;
    if (signalled != null && signalled.isAlive()) {
      await(
          new ProcessBuilder("kill", "-" + signal, Long.toString(signalled.pid()))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start(),
          10);
    }
  }

  synchronized boolean isAlive() {
    return process != null && process.isAlive();
  }

  /** Its exit code when it ended although nobody asked it to; null otherwise. */
  synchronized @Nullable Integer endedByItself() {
    return wanted && process != null && !process.isAlive() ? process.exitValue() : null;
  }

  /** The nanosecond clock when it was last started. */
  synchronized long startedNanos() {
    return startedNanos;
  }

  /** The memory that it has now, in KiB; 0 when it does not run or this machine does not tell. */
  synchronized long memoryKib() {
    if (process == null || !process.isAlive()) {
      return 0;
    }
    try (var lines = Files.lines(Path.of("/proc", Long.toString(process.pid()), "status"))) {
      long kib =
          lines
              .filter(line -> line.startsWith("VmRSS:"))
              .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
              .sum();
      peakKib = Math.max(peakKib, kib);
      return kib;
    } catch (IOException | java.io.UncheckedIOException e) {
      return 0; // It ended meanwhile, or this is no Linux.
    }
  }

  /** The most of all times that {@link #memoryKib} was asked. */
  synchronized long peakKib() {
    return peakKib;
  }

  private static boolean await(Process ending, int seconds) {
    try {
      return ending.waitFor(seconds, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
