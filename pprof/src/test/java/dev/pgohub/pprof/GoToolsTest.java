package dev.pgohub.pprof;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The same profiles through Go's own tools, where Go is there; {@code scripts/test} says if not.
 */
class GoToolsTest {

  @TempDir Path folder;

  @BeforeAll
  static void requireGo() {
    assumeTrue(goIsThere(), "go is not on the PATH: not compared with Go's own tools");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
  void generatedProfile_hasTheCompilersEdges(long seed) throws Exception {
    byte[] pprof = RandomProfiles.next(new Random(seed));

    assertThat(ProfileText.edges(Tally.of(List.of(Corpus.run(pprof)))))
        .isEqualTo(preprofile(write("in.pprof", pprof)));
  }

  @ParameterizedTest
  @ValueSource(longs = {101, 102, 103, 104, 105, 106})
  void mergedGeneratedProfiles_haveTheEdgesOfPprofsMerge(long seed) throws Exception {
    Random random = new Random(seed);
    List<String> command =
        new ArrayList<>(List.of("go", "tool", "pprof", "-proto", "-symbolize=none"));
    command.add("-output=" + folder.resolve("merged.pprof"));
    List<Run> runs = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      byte[] pprof = RandomProfiles.next(random);
      runs.add(Corpus.run(pprof));
      command.add(write(i + ".pprof", pprof).toString());
    }
    run(command);

    assertThat(ProfileText.edges(Tally.of(runs)))
        .isEqualTo(preprofile(folder.resolve("merged.pprof")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"apiserver", "gocompile", "jsonbench"})
  void writtenProfile_ofAFleet_hasTheExpectedEdges(String fleet) throws Exception {
    Tally tally = Tally.of(Corpus.runs(fleet));

    assertThat(preprofile(write("default.pgo", CanonicalWriter.defaultPgo(tally))))
        .isEqualTo(Files.readString(Corpus.expected(fleet, "edges.txt")));
    assertThat(preprofile(write("stacks.pprof", CanonicalWriter.stacks(tally)))).isNotBlank();
  }

  @Test
  void writtenProfile_withoutEdges_isAccepted() throws Exception {
    assertThat(preprofile(write("empty.pgo", CanonicalWriter.defaultPgo(new Tally()))))
        .isEqualTo("GO PREPROFILE V1\n");
  }

  private String preprofile(Path in) throws IOException, InterruptedException {
    Path out = folder.resolve("edges.txt");
    run(List.of("go", "tool", "preprofile", "-i", in.toString(), "-o", out.toString()));
    return Files.readString(out);
  }

  private Path write(String name, byte[] bytes) throws IOException {
    return Files.write(folder.resolve(name), bytes);
  }

  private static void run(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(output).isZero();
  }

  private static boolean goIsThere() {
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
}
