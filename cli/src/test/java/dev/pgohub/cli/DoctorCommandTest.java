package dev.pgohub.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DoctorCommandTest {

  @TempDir Path dir;

  @Test
  void knownVariables_areThoseOfAllRoomsAndClients() {
    assertThat(Variables.KNOWN)
        .contains("PGOHUB_URL", "PGOHUB_TOKEN", "PGOHUB_KAFKA_PORT", "PGOHUB_SETTLE_TICK")
        .contains("PGOHUB_CLIENT_RATE", "PGOHUB_FIRST_WINDOW");
  }

  @Test
  void misspeltVariable_isFoundWithTheNearestName() {
    assertThat(Variables.check(Map.of("PGOHUB_ULR", "x", "PATH", "y", "PGOHUB_MODE", "z")))
        .containsExactly(
            Finding.fail("environment", "nothing reads PGOHUB_ULR; did you mean PGOHUB_URL?"));
    assertThat(Variables.check(Map.of())).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "go version go1.20.3 linux/amd64, fail",
    "go version go1.22.0 linux/amd64, warn",
    "go version go1.26rc1 linux/amd64, ok",
    "go version devel go1.27-abc linux/amd64, warn",
    "no, warn"
  })
  void goVersion_isJudged(String version, Finding.Level level) {
    assertThat(GoCheck.of(version).level()).isEqualTo(level);
  }

  @ParameterizedTest
  @CsvSource({"0, ok", "20, ok", "-40, warn", "40, warn", "-700, warn", "700, fail"})
  void clock_isJudgedByWhatTheHubRefuses(long secondsAhead, Finding.Level level) {
    Instant here = Instant.parse("2026-11-01T12:00:00Z").plusSeconds(secondsAhead);

    assertThat(HubCheck.clock("Sun, 01 Nov 2026 12:00:00 GMT", here, here).level())
        .isEqualTo(level);
  }

  @Test
  void defaultPgo_isJudgedByTheEngine() throws Exception {
    Path file = dir.resolve("default.pgo");
    assertThat(DefaultPgoCheck.run(file).level()).isEqualTo(Finding.Level.ok);
    Files.writeString(file, "");
    assertThat(DefaultPgoCheck.run(file).level()).isEqualTo(Finding.Level.warn);
    Files.writeString(file, "{\"status\":404}");
    assertThat(DefaultPgoCheck.run(file))
        .satisfies(finding -> assertThat(finding.level()).isEqualTo(Finding.Level.fail))
        .satisfies(finding -> assertThat(finding.text()).contains("not_pprof"));
    Files.copy(
        Path.of("../corpus/real/gdu-default.pgo"),
        file,
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    assertThat(DefaultPgoCheck.run(file).level()).isEqualTo(Finding.Level.ok);
  }

  @Test
  void hubThatIsNotThere_isExitCode3_andTheOthersAreStillLookedAt() {
    Terminal terminal = new Terminal(dir).with("PGOHUB_URL", "http://localhost:1");

    assertThat(terminal.run("doctor")).isEqualTo(ExitCode.NO_HUB);
    assertThat(terminal.out())
        .contains("fail  hub          no hub answers at http://localhost:1 ")
        .contains("ok    environment ")
        .contains("default.pgo");
  }

  @Test
  void addressThatIsNone_isWrongUse() {
    Terminal terminal = new Terminal(dir).with("PGOHUB_URL", "localhost:8080");

    assertThat(terminal.run("tags")).isEqualTo(ExitCode.WRONG_USE);
    assertThat(terminal.err()).hasLineCount(1).contains("http://localhost:8080");
  }
}
