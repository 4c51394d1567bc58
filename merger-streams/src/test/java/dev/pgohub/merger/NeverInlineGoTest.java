package dev.pgohub.merger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pgohub.pprof.Tally;
import dev.pgohub.schemas.Policy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Go's own compiler makes of a profile that hides a function, by what it says of inlining. */
class NeverInlineGoTest {

  /** The calls stand where {@link TinyProfile} has them: ten lines below the caller's first. */
  private static final String PROGRAM =
      """
      package main

      func main() {
      	total := 0
      	for i := 0; i < 100; i++ {
      		// %s
      		total += large(i) + small(i)
      	}
      	println(total)
      }

      func small(i int) int { return i + 1 }

      func large(i int) int {
      	a, b, c := i, i+1, i+2
      	for j := 0; j < 3; j++ {
      %s
      	}
      	return a + b + c
      }
      """
          .formatted(
              "\n//".repeat(6),
              "\t\ta, b, c = b*3+c, c*5+a, a*7+b\n\t\ta ^= b<<3 | c>>2\n".repeat(6));

  private static final Map<String, Long> WEIGHTS = Map.of("main.large", 100L, "main.small", 50L);

  @TempDir Path dir;

  @Test
  void functionThatIsNeverInlined_isInlinedAsWithoutAProfile() throws Exception {
    assumeTrue(isGoThere(), "Go is not there: its compiler is not asked");
    Tally samples = Fleet.tally(TinyProfile.of(WEIGHTS, 0));

    assertThat(compiled(null)).contains("inlining call to small").doesNotContain("call to large");
    assertThat(compiled(Serving.of(samples, Policy.DEFAULTS).defaultPgo()))
        .contains("inlining call to small", "inlining call to large");
    Policy never = Policy.parse("neverInline=main.large");
    assertThat(compiled(Serving.of(samples, never).defaultPgo()))
        .contains("inlining call to small")
        .doesNotContain("call to large");
    Policy all = Policy.parse("neverInline=main.*");
    assertThat(compiled(Serving.of(samples, all).defaultPgo()))
        .contains("inlining call to small")
        .doesNotContain("call to large");
  }

  private String compiled(byte[] defaultPgo) throws IOException, InterruptedException {
    Path program = Files.writeString(dir.resolve("main.go"), PROGRAM);
    String profile =
        defaultPgo == null
            ? ""
            : "-pgoprofile=" + Files.write(dir.resolve("default.pgo"), defaultPgo);
    Process process =
        new ProcessBuilder(
                List.of(
                    "go",
                    "tool",
                    "compile",
                    "-m",
                    "-p=main",
                    "-o=" + dir.resolve("main.o"),
                    profile.isEmpty() ? "-complete" : profile,
                    program.toString()))
            .redirectErrorStream(true)
            .start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(output).isZero();
    return output;
  }

  private static boolean isGoThere() throws InterruptedException {
    try {
      Process process = new ProcessBuilder("go", "version").redirectErrorStream(true).start();
      process.getInputStream().readAllBytes();
      return process.waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
