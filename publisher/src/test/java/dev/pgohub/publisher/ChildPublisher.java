package dev.pgohub.publisher;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Starts a publisher in a process of its own, with the class path of the test. */
final class ChildPublisher {

  private ChildPublisher() {}

  /**
   * @param settings without their prefix
   */
  static Process start(Map<String, String> settings, Path log) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(PublisherMain.class.getName());
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().keySet().removeIf(key -> key.startsWith("PGOHUB_"));
    settings.forEach((name, value) -> builder.environment().put("PGOHUB_" + name, value));
    return builder.start();
  }
}
