package dev.pgohub.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.pgohub.api.store.Generation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** The API inside a process that has a life of its own. */
class InProcessTest {

  @TempDir Path dir;

  @Test
  void apis_liveSideBySideAndOneAfterAnother_andLeaveTheLogAsItIs() {
    Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    Logger kafka = (Logger) LoggerFactory.getLogger("org.apache.kafka");
    var appenders = root.iteratorForAppenders().next();
    Generation first = Generation.of("first", 1);
    RunningApi.store(dir.resolve("a"), List.of(first));
    try (RunningApi a = RunningApi.start(RunningApi.NO_BROKER, dir.resolve("a"))) {
      for (int run = 0; run < 2; run++) {
        try (RunningApi b = RunningApi.start(RunningApi.NO_BROKER, dir.resolve("b"))) {
          assertThat(a.get("/profile/first").statusCode()).isEqualTo(200);
          assertThat(b.get("/profile/first").statusCode()).isEqualTo(404);
          assertThat(b.get("/").statusCode()).isEqualTo(200);
        }
      }
      assertThat(root.getLevel()).isEqualTo(Level.ERROR);
      assertThat(kafka.getLevel()).isNull();
      assertThat(root.iteratorForAppenders().next()).isSameAs(appenders);
    }
  }

  @Test
  void failedStart_isThrownAndLeavesNothingBehind() {
    try (RunningApi api = RunningApi.start(RunningApi.NO_BROKER, dir.resolve("a"))) {
      Map<String, Object> samePort = Map.of("server.port", api.port());
      assertThatThrownBy(() -> RunningApi.start(RunningApi.NO_BROKER, dir.resolve("b"), samePort))
          .satisfies(
              e -> assertThat(StartFailure.of(e).exitCode()).isEqualTo(StartFailure.PORT_TAKEN));
      assertThatThrownBy(() -> RunningApi.start(RunningApi.NO_BROKER, dir.resolve("a")))
          .satisfies(
              e -> {
                assertThat(StartFailure.of(e).exitCode()).isEqualTo(StartFailure.BAD_DATA_DIR);
                assertThat(StartFailure.of(e).line())
                    .isEqualTo(
                        "the data directory " + dir.resolve("a") + " is in use by another process");
              });
    }
    try (RunningApi api = RunningApi.start(RunningApi.NO_BROKER, dir.resolve("b"))) {
      assertThat(api.get("/").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void unknownSetting_isRefusedBeforeAnythingIsMade() {
    Map<String, Object> misspelt = Map.of("pgohub.clientRate", "1MB", "pgohub.maxPost", 3);
    assertThatThrownBy(() -> RunningApi.start(RunningApi.NO_BROKER, dir.resolve("a"), misspelt))
        .satisfies(
            e ->
                assertThat(StartFailure.of(e).line())
                    .isEqualTo(
                        "unknown setting pgohub.maxPost; the nearest known one is"
                            + " pgohub.max-posts"));
    assertThat(Files.exists(dir.resolve("a"))).isFalse();
  }
}
