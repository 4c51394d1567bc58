package dev.pgohub.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MergeCommandTest {

  private static final Path FLEETS = Path.of("../corpus/fleet");

  @TempDir Path dir;

  @Test
  void fleet_isWhatTheCompilerKeepsOfGosOwnMerge() throws Exception {
    Path merged = dir.resolve("default.pgo");
    Path stacks = dir.resolve("stacks.pb.gz");
    Terminal terminal = new Terminal(dir);

    assertThat(terminal.run(merge("apiserver", merged, "--stacks", stacks.toString())))
        .as(terminal.err())
        .isZero();

    String expected = Files.readString(FLEETS.resolve("apiserver/expected/edges.txt"));
    assertThat(terminal.err()).startsWith("merged 27 profiles: 12187 samples, 1390 edges");
    assertThat(terminal.run("show", "-f", "preprofile", merged.toString())).isZero();
    assertThat(terminal.out()).isEqualTo(expected);
    assertThat(preprofile(merged)).isEqualTo(expected);
    assertThat(terminal.run("show", "-f", "collapsed", stacks.toString())).isZero();
    assertThat(terminal.out().lines().mapToLong(MergeCommandTest::weight).sum()).isEqualTo(12187);
    assertThat(dir).isDirectoryNotContaining("glob:**.tmp");
  }

  @Test
  void order_doesNotMatter() throws IOException {
    List<String> files = files("jsonbench");
    Terminal terminal = new Terminal(dir);
    terminal.run(command(files, dir.resolve("a")));
    Collections.reverse(files);
    terminal.run(command(files, dir.resolve("b")));

    assertThat(dir.resolve("a")).hasSameBinaryContentAs(dir.resolve("b"));
  }

  @Test
  void fileThatIsNoCpuProfile_isRefusedByName_orLeftOut() throws IOException {
    String heap = FLEETS.resolve("apiserver/heap-010.pprof").toString();
    String cpu = FLEETS.resolve("apiserver/001.pprof").toString();
    Path merged = dir.resolve("default.pgo");
    Terminal terminal = new Terminal(dir);

    assertThat(terminal.run("merge", cpu, heap, "-o", merged.toString()))
        .isEqualTo(ExitCode.REFUSED);
    assertThat(terminal.err()).contains("heap-010.pprof: not_cpu: ");
    assertThat(merged).doesNotExist();

    assertThat(
            terminal.run("merge", cpu, heap, "-o", merged.toString(), "--skip-refused", "--json"))
        .isZero();
    assertThat(terminal.err()).contains("left out: ").contains("heap-010.pprof");
    assertThat(JsonReader.object(terminal.out())).containsEntry("profiles", 1L);
    assertThat(terminal.run("merge", heap, "-o", merged.toString(), "--skip-refused"))
        .isEqualTo(ExitCode.REFUSED);
  }

  @Test
  void wrongUse_isOneLine() {
    Terminal terminal = new Terminal(dir);

    assertThat(terminal.run("merge", "nothing.pprof")).isEqualTo(ExitCode.WRONG_USE);
    assertThat(terminal.err()).hasLineCount(1).contains("--output").contains("pgohub merge --help");
    assertThat(terminal.run("merge", "nothing.pprof", "-o", "x")).isEqualTo(ExitCode.REFUSED);
    assertThat(terminal.err()).isEqualTo("pgohub: there is no file nothing.pprof\n");
    String missing = dir.resolve("no/such/directory").toString();
    String cpu = FLEETS.resolve("apiserver/001.pprof").toString();
    assertThat(terminal.run("merge", cpu, "-o", missing)).isEqualTo(ExitCode.FAILED);
    assertThat(terminal.err()).hasLineCount(1).contains("cannot be written");
  }

  private static String[] merge(String fleet, Path output, String... more) throws IOException {
    List<String> command = new ArrayList<>(List.of(command(files(fleet), output)));
    command.addAll(List.of(more));
    return command.toArray(String[]::new);
  }

  private static String[] command(List<String> files, Path output) {
    List<String> command = new ArrayList<>(files);
    command.add(0, "merge");
    command.addAll(List.of("-o", output.toString()));
    return command.toArray(String[]::new);
  }

  private static List<String> files(String fleet) throws IOException {
    try (var files = Files.list(FLEETS.resolve(fleet))) {
      return new ArrayList<>(
          files.map(Path::toString).filter(f -> f.matches(".*/\\d+\\.pprof")).sorted().toList());
    }
  }

  private static long weight(String line) {
    return Long.parseLong(line.substring(line.lastIndexOf(' ') + 1));
  }

  private String preprofile(Path in) throws IOException, InterruptedException {
    Path out = dir.resolve("edges.txt");
    Process go;
    try {
      go =
          new ProcessBuilder("go", "tool", "preprofile", "-i", in.toString(), "-o", out.toString())
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
    } catch (IOException e) {
      assumeTrue(false, "go is not on the PATH: only the engine's own text was compared");
      throw e;
    }
    assertThat(go.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(go.exitValue()).isZero();
    return Files.readString(out);
  }
}
