package dev.pgohub.pprof;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProfileFormatTest {

  @Test
  void preprofile_isWhatGoPrints() throws IOException {
    assertThat(text(ProfileFormat.PREPROFILE, Resampling.fleet("apiserver")))
        .isEqualTo(Files.readString(Corpus.expected("apiserver", "edges.txt")));
  }

  @Test
  void collapsed_isALineForEachStackOfFunctions() {
    assertThat(text(ProfileFormat.COLLAPSED, cart()))
        .isEqualTo(
            """
            main;total 2
            main;total;hash 12
            other;hash 4
            """);
  }

  @Test
  void collapsed_withSemicolonsAndWithoutNames_keepsItsFrames() {
    Tally tally =
        Tally.of(
            List.of(
                Corpus.run(
                    TestProfile.cpu()
                        .function(1, "f[struct { A int; B int }]", 1)
                        .location(1, 0x10, 1, 2)
                        .location(2, 0x20)
                        .sample(5, 1, 2)
                        .bytes())));

    assertThat(text(ProfileFormat.COLLAPSED, tally))
        .isEqualTo("[unknown];f[struct { A int: B int }] 5\n");
  }

  @Test
  void speedscope_isOneSampledProfile() {
    assertThat(text(ProfileFormat.SPEEDSCOPE, cart()))
        .isEqualTo(
            """
            {"$schema":"https://www.speedscope.app/file-format-schema.json",
            "shared":{"frames":[
            {"name":"hash","file":"hash.go","line":40},
            {"name":"main","file":"main.go","line":5},
            {"name":"other","file":"other.go","line":60},
            {"name":"total","file":"total.go","line":20}]},
            "profiles":[{"type":"sampled","name":"merged","unit":"none","startValue":0,"endValue":18,
            "samples":[
            [1,3],
            [1,3,0],
            [2,0]],
            "weights":[2,12,4]}],
            "exporter":"pgohub"}
            """);
  }

  @Test
  void speedscope_withQuotesAndControls_isStillJson() {
    Tally tally =
        Tally.of(
            List.of(
                Corpus.run(
                    TestProfile.cpu()
                        .function(1, "a\"b\\c\n", 1)
                        .location(1, 0x10, 1, 2)
                        .sample(5, 1)
                        .bytes())));

    assertThat(text(ProfileFormat.SPEEDSCOPE, tally)).contains("{\"name\":\"a\\\"b\\\\c\\u000a\",");
  }

  @Test
  void llvm_hasTotalsHeadsLinesAndTargets() {
    // total: 2 on its line 29 itself, and 12 below its calls of hash on lines 27 and 28.
    assertThat(text(ProfileFormat.LLVM, cart()))
        .isEqualTo(
            """
            hash:16:16
             4: 16
            total:14:2
             7: 7 hash:7
             8: 5 hash:5
             9: 2
            other:4:0
             1: 4 hash:4
            main:2:0
             4: 2 total:2
            """);
  }

  @Test
  void llvm_leavesOutWhatItCannotWrite_andCutsOffsets() {
    Tally tally = new Tally();
    Resampling.add(tally, "a", "b", -1, 3);
    Resampling.add(tally, "a", "has space", 2, 5);
    Resampling.add(tally, "has space", "b", 2, 7);
    Resampling.add(tally, "", "b", 2, 9);

    assertThat(text(ProfileFormat.LLVM, tally)).isEqualTo("a:8:0\n 2: 5\n 65535: 3 b:3\n");
  }

  @ParameterizedTest
  @EnumSource(ProfileFormat.class)
  void bytes_ofAFleetInAnyOrder_areTheSame(ProfileFormat format) {
    List<Run> runs = new ArrayList<>(Corpus.runs("jsonbench"));
    String expected = text(format, Tally.of(runs));
    Collections.shuffle(runs, new Random(9));

    assertThat(text(format, Tally.of(runs))).isEqualTo(expected);
  }

  @ParameterizedTest
  @EnumSource(ProfileFormat.class)
  void nothing_canBeWritten(ProfileFormat format) {
    assertThat(text(format, new Tally()))
        .isEqualTo(
            switch (format) {
              case PREPROFILE -> "GO PREPROFILE V1\n";
              case COLLAPSED, LLVM -> "";
              case SPEEDSCOPE ->
                  """
                  {"$schema":"https://www.speedscope.app/file-format-schema.json",
                  "shared":{"frames":[]},
                  "profiles":[{"type":"sampled","name":"merged","unit":"none","startValue":0,"endValue":0,
                  "samples":[],
                  "weights":[]}],
                  "exporter":"pgohub"}
                  """;
            });
  }

  @Test
  void collapsed_ofAFleet_hasAllItsWeight() {
    Tally tally = Resampling.fleet("gocompile");

    assertThat(
            text(ProfileFormat.COLLAPSED, tally)
                .lines()
                .mapToLong(line -> Long.parseLong(line.substring(line.lastIndexOf(' ') + 1)))
                .sum())
        .isEqualTo(tally.stackWeight());
  }

  @Test
  void code_namesTheFormat() {
    assertThat(Stream.of(ProfileFormat.values()).map(ProfileFormat::code))
        .containsExactly("preprofile", "collapsed", "speedscope", "llvm");
    assertThat(ProfileFormat.of("llvm")).contains(ProfileFormat.LLVM);
    assertThat(ProfileFormat.of("LLVM")).isEmpty();
  }

  /** main calls total, which calls hash from two lines; other calls hash, too. */
  private static Tally cart() {
    return Tally.of(
        List.of(
            Corpus.run(
                TestProfile.cpu()
                    .function(1, "hash", 40)
                    .function(2, "total", 20)
                    .function(3, "main", 5)
                    .function(4, "other", 60)
                    .location(1, 0x10, 1, 44)
                    .location(2, 0x20, 2, 27)
                    .location(3, 0x30, 2, 28)
                    .location(4, 0x40, 3, 9)
                    .location(5, 0x50, 4, 61)
                    .location(6, 0x60, 2, 29)
                    .sample(7, 1, 2, 4)
                    .sample(5, 1, 3, 4)
                    .sample(4, 1, 5)
                    .sample(2, 6, 4)
                    .bytes())));
  }

  private static String text(ProfileFormat format, Tally tally) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      format.write(tally, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toString(UTF_8);
  }
}
