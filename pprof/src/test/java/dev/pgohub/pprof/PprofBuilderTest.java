package dev.pgohub.pprof;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pgohub.pprof.PprofBuilder.Frame;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PprofBuilderTest {

  private static final Frame HASH = new Frame("shop.Cart.hash", "shop/Cart.java", 40, 44);
  private static final Frame TOTAL = new Frame("shop.Cart.total", "shop/Cart.java", 20, 27);
  private static final Frame MAIN = new Frame("shop.Main.main", "shop/Main.java", 5, 9);

  @TempDir Path dir;

  @Test
  void toGzip_sameAdds_sameBytes() {
    assertThat(cart().toGzip()).isEqualTo(cart().toGzip());
  }

  @Test
  void toGzip_header_hasNoTime() {
    byte[] gzip = cart().toGzip();
    assertThat(gzip).startsWith(0x1f, 0x8b, 8, 0, 0, 0, 0, 0);
  }

  @Test
  void toGzip_noSamples_isAValidProfile() throws IOException {
    byte[] gzip = new PprofBuilder(0, 0, 1).toGzip();
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(gzip))) {
      assertThat(new String(in.readAllBytes(), UTF_8)).contains("samples", "nanoseconds");
    }
  }

  @Test
  void add_equalStacks_areOne() {
    PprofBuilder builder = cart();
    builder.add(List.of(HASH, TOTAL, MAIN), 5);
    assertThat(builder.stackCount()).isEqualTo(2);
  }

  @Test
  void add_nothing_isRefused() {
    PprofBuilder builder = cart();
    assertThatThrownBy(() -> builder.add(List.of(), 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> builder.add(List.of(MAIN), 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new PprofBuilder(0, 0, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void toGzip_readByGo_isWhatWasAdded() throws Exception {
    assumeTrue(goIsHere(), "no go on the path");
    Path file = Files.write(dir.resolve("cart.pprof"), cart().toGzip());

    assertThat(run("go", "tool", "pprof", "-raw", file.toString()).lines().map(String::strip))
        .containsSubsequence(
            "PeriodType: cpu nanoseconds",
            "Period: 20000000",
            "Time: 2026-11-01 00:00:00 +0000 UTC",
            "Samples:",
            "samples/count cpu/nanoseconds",
            "7  140000000: 1 2 3",
            "2   40000000: 2 3",
            "Locations",
            "1: 0x0 M=1 shop.Cart.hash shop/Cart.java:44:0 s=40",
            "2: 0x0 M=1 shop.Cart.total shop/Cart.java:27:0 s=20",
            "3: 0x0 M=1 shop.Main.main shop/Main.java:9:0 s=5");
  }

  @Test
  void toGzip_readByTheCompiler_hasTheEdges() throws Exception {
    assumeTrue(goIsHere(), "no go on the path");
    Path file = Files.write(dir.resolve("cart.pprof"), cart().toGzip());
    Path edges = dir.resolve("edges");

    run("go", "tool", "preprofile", "-i", file.toString(), "-o", edges.toString());

    assertThat(Files.readString(edges))
        .isEqualTo(
            """
            GO PREPROFILE V1
            shop.Cart.total
            shop.Cart.hash
            7 7
            shop.Main.main
            shop.Cart.total
            4 2
            """);
  }

  private static PprofBuilder cart() {
    PprofBuilder builder =
        new PprofBuilder(1_793_491_200_000_000_000L, 60_000_000_000L, 20_000_000);
    builder.add(List.of(HASH, TOTAL, MAIN), 3);
    builder.add(List.of(TOTAL, MAIN), 2);
    builder.add(List.of(HASH, TOTAL, MAIN), 4);
    return builder;
  }

  private static boolean goIsHere() {
    return Stream.of(System.getenv("PATH").split(":"))
        .anyMatch(d -> Files.isExecutable(Path.of(d, "go")));
  }

  private String run(String... command) throws IOException, InterruptedException {
    Path out = dir.resolve("out");
    ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(List.of(command)));
    builder.environment().put("TZ", "UTC");
    Process process = builder.redirectErrorStream(true).redirectOutput(out.toFile()).start();
    assertThat(process.waitFor()).as(Files.readString(out)).isZero();
    return Files.readString(out);
  }
}
