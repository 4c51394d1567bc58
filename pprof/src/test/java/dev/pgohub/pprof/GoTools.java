package dev.pgohub.pprof;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Go's own tools, each call a process of about a third of a second. */
final class GoTools {

  private GoTools() {}

  static boolean areThere() {
    try {
      Process process = new ProcessBuilder("go", "version").redirectErrorStream(true).start();
      process.getInputStream().readAllBytes();
      return process.waitFor() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** What the compiler keeps of a profile. */
  static String preprofile(Path in) throws IOException, InterruptedException {
    Path out = in.resolveSibling("edges.txt");
    run(List.of("go", "tool", "preprofile", "-i", in.toString(), "-o", out.toString()));
    return Files.readString(out);
  }

  /** Profiles merged by pprof, in a file beside the first. */
  static Path merge(List<Path> files) throws IOException, InterruptedException {
    Path merged = files.get(0).resolveSibling("merged.pprof");
    List<String> command =
        new ArrayList<>(List.of("go", "tool", "pprof", "-proto", "-symbolize=none"));
    command.add("-output=" + merged);
    files.forEach(file -> command.add(file.toString()));
    run(command);
    return merged;
  }

  private static void run(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(output).isZero();
  }
}
