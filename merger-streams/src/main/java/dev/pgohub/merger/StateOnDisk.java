package dev.pgohub.merger;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a merger left on disk. Under exactly-once, stores that were not closed may hold what was
 * never committed: Kafka Streams finds that out store by store, and loses its thread, and with it
 * its place among the mergers, while it closes those that it has opened. So a mark says that all
 * were closed, and without it they are deleted before the start; they are restored from the broker
 * in either case.
 */
final class StateOnDisk {

  private static final Logger log = LoggerFactory.getLogger(StateOnDisk.class);

  /** Directories of tasks; beside them stands who this merger was, which is to stay. */
  private static final Pattern TASK = Pattern.compile("[0-9]+_[0-9]+");

  private final Path tasks;
  private final Path mark;

  StateOnDisk(MergerSettings settings) {
    tasks = settings.stateDir().resolve(settings.applicationId());
    mark = tasks.resolve("closed");
  }

  /**
   * Deletes the stores unless all were closed, and takes the mark away. To be called when this
   * merger holds the directory and has not opened a store.
   *
   * @throws IOException when the directory cannot be changed
   */
  void open() throws IOException {
    if (Files.deleteIfExists(mark)) {
      return;
    }
    List<Path> left = tasks();
    if (!left.isEmpty()) {
      log.warn("the last merger here did not end in order: its state is restored from the broker");
    }
    for (Path task : left) {
      delete(task);
    }
  }

  /** Notes that all stores were closed in order. */
  void closed() {
    try {
      Files.createDirectories(tasks);
      Files.write(mark, new byte[0]);
    } catch (IOException e) {
      log.warn("that the state was closed in order cannot be noted: {}", e.toString());
    }
  }

  private List<Path> tasks() throws IOException {
    if (!Files.isDirectory(tasks)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(tasks)) {
      return all.filter(path -> TASK.matcher(path.getFileName().toString()).matches()).toList();
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
