package dev.pgohub.benchmarks.pipeline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** CPU time of a process by the names of its threads, as Linux counts it. */
public final class ThreadCpu {

  private static final double TICKS_A_SECOND = 100;

  private ThreadCpu() {}

  /**
   * A part of a process.
   *
   * @param threads the common name of its threads, numbers left out
   * @param seconds CPU time
   */
  public record Part(String threads, double seconds) {}

  /** The parts, by name; empty where there is no /proc. */
  public static List<Part> of(long pid) throws IOException {
    Path tasks = Path.of("/proc", Long.toString(pid), "task");
    if (!Files.isDirectory(tasks)) {
      return List.of();
    }
    Map<String, Double> byName = new TreeMap<>();
    try (Stream<Path> all = Files.list(tasks)) {
      for (Path task : all.toList()) {
        try {
          String stat = Files.readString(task.resolve("stat"));
          int nameEnd = stat.lastIndexOf(')');
          String name = stat.substring(stat.indexOf('(') + 1, nameEnd);
          String[] fields = stat.substring(nameEnd + 2).split(" ", -1);
          double ticks = Double.parseDouble(fields[11]) + Double.parseDouble(fields[12]);
          byName.merge(name.replaceAll("[-#_]?\\d+", ""), ticks / TICKS_A_SECOND, Double::sum);
        } catch (NoSuchFileException e) {
          // The thread has ended.
        }
      }
    }
    List<Part> parts = new ArrayList<>();
    byName.forEach((name, seconds) -> parts.add(new Part(name, seconds)));
    return parts;
  }

  /** What was used between two readings, the most first. */
  public static List<Part> between(List<Part> before, List<Part> after) {
    Map<String, Double> used = new TreeMap<>();
    after.forEach(part -> used.put(part.threads(), part.seconds()));
    before.forEach(part -> used.merge(part.threads(), -part.seconds(), Double::sum));
    List<Part> parts = new ArrayList<>();
    used.forEach((name, seconds) -> parts.add(new Part(name, seconds)));
    parts.sort((a, b) -> Double.compare(b.seconds(), a.seconds()));
    return parts;
  }
}
