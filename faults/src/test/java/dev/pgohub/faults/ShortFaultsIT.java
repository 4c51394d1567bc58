package dev.pgohub.faults;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The short form of the fault runs, as {@code scripts/faults --short} runs it. */
class ShortFaultsIT {

  @Test
  void hubUnderFaults_losesAndDoublesNothing() throws InterruptedException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int code =
        FaultsMain.run(
            List.of("--short", "--seed", "6"), new PrintStream(out, true, UTF_8), System.err);
    String told = out.toString(UTF_8);
    System.out.println(told);
    assertThat(told).endsWith("lost 0 doubled 0" + System.lineSeparator());
    assertThat(code).isEqualTo(FaultsMain.CLEAN);
  }
}
