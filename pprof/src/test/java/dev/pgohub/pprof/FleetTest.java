package dev.pgohub.pprof;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whole fleets against what Go's own tools made of them. */
class FleetTest {

  static Stream<String> fleets() {
    return Corpus.FLEETS.stream();
  }

  @ParameterizedTest
  @MethodSource("fleets")
  void edges_ofAFleet_areTheCompilersOwn(String fleet) throws IOException {
    Tally tally = Tally.of(Corpus.runs(fleet));

    assertThat(ProfileText.edges(tally))
        .isEqualTo(Files.readString(Corpus.expected(fleet, "edges.txt")));
  }

  @ParameterizedTest
  @MethodSource("fleets")
  void edges_ofTheWrittenProfile_areTheCompilersOwn(String fleet) throws IOException {
    byte[] written = CanonicalWriter.defaultPgo(Tally.of(Corpus.runs(fleet)));

    assertThat(ProfileText.edges(Tally.of(List.of(Corpus.run(written)))))
        .isEqualTo(Files.readString(Corpus.expected(fleet, "edges.txt")));
  }

  @ParameterizedTest
  @MethodSource("fleets")
  void stacks_ofAFleet_areThoseOfPprof(String fleet) throws IOException {
    Tally tally = Tally.of(Corpus.runs(fleet));

    assertThat(byStack(ProfileText.stacks(tally)).entrySet())
        .containsExactlyElementsOf(expectedStacks(fleet).entrySet());
  }

  @ParameterizedTest
  @MethodSource("fleets")
  void stacks_ofTheWrittenProfile_areThoseOfPprof(String fleet) throws IOException {
    byte[] written = CanonicalWriter.stacks(Tally.of(Corpus.runs(fleet)));

    assertThat(byStack(ProfileText.stacks(Tally.of(List.of(Corpus.run(written))))).entrySet())
        .containsExactlyElementsOf(expectedStacks(fleet).entrySet());
  }

  @ParameterizedTest
  @MethodSource("fleets")
  void bytes_ofAFleetInAnyOrder_areTheSame(String fleet) {
    List<Run> runs = new ArrayList<>(Corpus.runs(fleet));
    byte[] expected = CanonicalWriter.defaultPgo(Tally.of(runs));
    byte[] expectedStacks = CanonicalWriter.stacks(Tally.of(runs));

    for (int seed = 0; seed < 5; seed++) {
      Collections.shuffle(runs, new Random(seed));
      Tally tally = Tally.of(runs);
      assertThat(CanonicalWriter.defaultPgo(tally)).as("seed %d", seed).isEqualTo(expected);
      assertThat(CanonicalWriter.stacks(tally)).as("seed %d", seed).isEqualTo(expectedStacks);
    }
  }

  /** The expected file has a line for each stack and label; labels do not count here. */
  private static Map<String, Long> expectedStacks(String fleet) throws IOException {
    byte[] zipped = Files.readAllBytes(Corpus.expected(fleet, "canon.tsv.gz"));
    Map<String, Long> stacks = new TreeMap<>();
    try (var in = new GZIPInputStream(new ByteArrayInputStream(zipped))) {
      for (String line : new String(in.readAllBytes(), UTF_8).split("\n")) {
        if (!line.startsWith("#")) {
          String[] columns = line.split("\t", -1);
          stacks.merge(columns[2], Long.parseLong(columns[0].split(" ")[0]), Long::sum);
        }
      }
    }
    return stacks;
  }

  private static Map<String, Long> byStack(String text) {
    Map<String, Long> stacks = new TreeMap<>();
    for (String line : text.split("\n")) {
      String[] columns = line.split("\t", -1);
      stacks.merge(columns[1], Long.parseLong(columns[0]), Long::sum);
    }
    return stacks;
  }
}
