package dev.pgohub.merger;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@link MergerMain} in a process of its own, which can be killed. */
final class ChildMerger {

  private ChildMerger() {}

  static Process start(Map<String, String> settings, Path log) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(MergerMain.class.getName());
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith("PGOHUB_"));
    settings.forEach((name, value) -> builder.environment().put("PGOHUB_" + name, value));
    builder.redirectErrorStream(true).redirectOutput(log.toFile());
    return builder.start();
  }
}
