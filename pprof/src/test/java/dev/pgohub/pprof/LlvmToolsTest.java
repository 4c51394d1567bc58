package dev.pgohub.pprof;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sample profiles through LLVM's own tool, where it is there; {@code scripts/test} says if not. */
class LlvmToolsTest {

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"apiserver", "gocompile", "jsonbench"})
  void sampleProfile_readAndWrittenByLlvm_isTheSame(String fleet) throws Exception {
    Path written = folder.resolve("written.txt");
    Path merged = folder.resolve("merged.txt");
    try (OutputStream out = Files.newOutputStream(written)) {
      ProfileFormat.LLVM.write(Resampling.fleet(fleet), out);
    }

    run(
        "llvm-profdata",
        "merge",
        "--sample",
        "--text",
        written.toString(),
        "-o",
        merged.toString());

    assertThat(Files.readAllLines(merged))
        .hasSizeGreaterThan(1_000)
        .containsExactlyInAnyOrderElementsOf(Files.readAllLines(written));
  }

  private static void run(String... command) throws IOException, InterruptedException {
    Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      assumeTrue(false, "llvm-profdata is not on the PATH: not compared with LLVM's own tool");
      throw e;
    }
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(output).isZero();
  }
}
