package dev.pgohub.pprof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
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
    assumeTrue(GoTools.areThere(), "go is not on the PATH: not compared with Go's own tools");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
  void generatedProfile_hasTheCompilersEdges(long seed) throws Exception {
    byte[] pprof = RandomProfiles.next(new Random(seed));

    assertThat(ProfileText.edges(Tally.of(List.of(Corpus.run(pprof)))))
        .isEqualTo(GoTools.preprofile(write("in.pprof", pprof)));
  }

  @ParameterizedTest
  @ValueSource(longs = {101, 102, 103, 104, 105, 106})
  void mergedGeneratedProfiles_haveTheEdgesOfPprofsMerge(long seed) throws Exception {
    Random random = new Random(seed);
    List<Path> files = new ArrayList<>();
    List<Run> runs = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      byte[] pprof = RandomProfiles.next(random);
      runs.add(Corpus.run(pprof));
      files.add(write(i + ".pprof", pprof));
    }

    assertThat(ProfileText.edges(Tally.of(runs)))
        .isEqualTo(GoTools.preprofile(GoTools.merge(files)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"apiserver", "gocompile", "jsonbench"})
  void writtenProfile_ofAFleet_hasTheExpectedEdges(String fleet) throws Exception {
    Tally tally = Tally.of(Corpus.runs(fleet));

    assertThat(GoTools.preprofile(write("default.pgo", CanonicalWriter.defaultPgo(tally))))
        .isEqualTo(Files.readString(Corpus.expected(fleet, "edges.txt")));
    assertThat(GoTools.preprofile(write("stacks.pprof", CanonicalWriter.stacks(tally))))
        .isNotBlank();
  }

  @Test
  void writtenProfile_withoutEdges_isAccepted() throws Exception {
    assertThat(GoTools.preprofile(write("empty.pgo", CanonicalWriter.defaultPgo(new Tally()))))
        .isEqualTo("GO PREPROFILE V1\n");
  }

  private Path write(String name, byte[] bytes) throws IOException {
    return Files.write(folder.resolve(name), bytes);
  }
}
