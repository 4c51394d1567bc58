package dev.pgohub.pprof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NamedCasesTest {

  /** What {@code go tool pprof -proto} and {@code go tool preprofile} of Go 1.26 made of them. */
  private static final String EXPECTED = "named-cases.txt";

  @TempDir Path folder;

  @Test
  void union_ofAllCases_hasTheCompilersEdges() throws Exception {
    assertThat(ProfileText.edges(Tally.of(runs()))).isEqualTo(expected());
  }

  @Test
  void writtenUnion_hasTheCompilersEdges() throws Exception {
    List<Run> runs = runs();
    for (int seed = 0; seed < 5; seed++) {
      Collections.shuffle(runs, new Random(seed));
      byte[] written = CanonicalWriter.defaultPgo(Tally.of(runs));

      assertThat(ProfileText.edges(Tally.of(List.of(Corpus.run(written)))))
          .as("seed %d", seed)
          .isEqualTo(expected());
    }
  }

  @Test
  void expectedEdges_areThoseOfGoToday() throws Exception {
    assumeTrue(GoTools.areThere(), "go is not on the PATH: not compared with Go's own tools");
    List<Path> files = new ArrayList<>();
    for (byte[] pprof : NamedCases.all().values()) {
      files.add(Files.write(folder.resolve(files.size() + ".pprof"), pprof));
    }

    assertThat(GoTools.preprofile(GoTools.merge(files))).isEqualTo(expected());
  }

  @Test
  void eachCase_writtenAndRead_isTheSame() {
    NamedCases.all()
        .forEach(
            (name, pprof) -> {
              Tally tally = Tally.of(List.of(Corpus.run(pprof)));
              FragmentReader reader =
                  new FragmentReader(ProfileLimits.DEFAULTS.withoutStartLines());
              Tally stacks = Tally.of(List.of(Corpus.run(reader, CanonicalWriter.stacks(tally))));

              assertThat(ProfileText.stacks(stacks)).as(name).isEqualTo(ProfileText.stacks(tally));
            });
  }

  private static List<Run> runs() {
    List<Run> runs = new ArrayList<>();
    NamedCases.all().values().forEach(pprof -> runs.add(Corpus.run(pprof)));
    return runs;
  }

  private static String expected() throws Exception {
    return Files.readString(Path.of("src/test/resources").resolve(EXPECTED));
  }
}
