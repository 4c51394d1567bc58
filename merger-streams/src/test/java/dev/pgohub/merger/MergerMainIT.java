package dev.pgohub.merger;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MergerMainIT {

  @TempDir Path dir;

  private Path log;

  @BeforeEach
  void logTo() {
    log = dir.resolve("merger.log");
  }

  @Test
  void badSetting_ends2() throws Exception {
    Process merger = ChildMerger.start(Map.of("SETTLE_TICK", "soon"), log);
    assertEnds(merger, ExitCode.BAD_SETTING, "PGOHUB_SETTLE_TICK is \"soon\"; it must be a length");
  }

  @Test
  void unknownSetting_ends2() throws Exception {
    Process merger = ChildMerger.start(Map.of("STATEDIR", "x"), log);
    assertEnds(
        merger,
        ExitCode.BAD_SETTING,
        "no setting PGOHUB_STATEDIR; the nearest is PGOHUB_STATE_DIR");
  }

  @Test
  void noBroker_ends3() throws Exception {
    int nobody = freePort();
    Process merger =
        ChildMerger.start(
            Map.of(
                "BOOTSTRAP_SERVERS",
                "127.0.0.1:" + nobody,
                "STATE_DIR",
                dir.resolve("state").toString(),
                "BROKER_WAIT",
                "3s"),
            log);
    assertEnds(
        merger, ExitCode.NO_BROKER, "the broker at 127.0.0.1:" + nobody + " does not answer");
  }

  @Test
  void stateDirectoryThatIsAFile_ends4() throws Exception {
    Path file = Files.createFile(dir.resolve("file"));
    Process merger = ChildMerger.start(Map.of("STATE_DIR", file.toString()), log);
    assertEnds(
        merger, ExitCode.BAD_STATE_DIR, "the state directory " + file + " cannot be written");
  }

  @Test
  void sigterm_ends0_andOperatorsAreTold() throws Exception {
    int healthPort = freePort();
    try (TestHub hub = TestHub.start(dir.resolve("broker"))) {
      Process merger =
          ChildMerger.start(
              Map.of(
                  "BOOTSTRAP_SERVERS",
                  hub.settings(dir).bootstrapServers(),
                  "STATE_DIR",
                  dir.resolve("state").toString(),
                  "PARTITIONS",
                  "2",
                  "POLICY",
                  MergerDriver.PLAIN,
                  "LOG_FORMAT",
                  "json",
                  "HEALTH_PORT",
                  Integer.toString(healthPort)),
              log);
      hub.await(
          "health is UP",
          () -> ask(healthPort, "/health").map(HttpResponse::statusCode).equals(Optional.of(200)));
      hub.send(Fleet.fragment("a", "", "1", TinyProfile.of("main.f", 1)));
      hub.send(Fleet.fragment("a", "", "2", new byte[] {1}));
      hub.awaitFragments("a", 1);
      hub.await("the lag is known and gone", () -> metrics(healthPort).contains("lag_fragments 0"));
      assertThat(metrics(healthPort))
          .contains("pgohub_merger_fragments_total{reason=\"none\",result=\"admitted\"} 1.0")
          .contains("pgohub_merger_fragments_total{reason=\"not_pprof\",result=\"rejected\"} 1.0")
          .contains("pgohub_merger_fold_seconds_bucket{le=\"0.001\"}")
          .contains("pgohub_merger_wait_seconds_count 1")
          .contains("pgohub_merger_settle_seconds_sum")
          .contains("pgohub_merger_generations_total{why=\"first\"} 1.0")
          .contains("pgohub_merger_running 1.0")
          .containsPattern("pgohub_merger_state_bytes\\{store=\"runs\"} [1-9]")
          .contains("kafka_stream_thread_process_total{")
          .contains("jvm_memory_used_bytes{")
          .doesNotContain("partition=");
      assertThat(metrics(healthPort).lines().count()).isLessThan(1_000);
      merger.destroy();
      assertEnds(merger, ExitCode.STOPPED, "the merger ended");
      assertThat(Files.readString(log))
          .containsPattern(
              "\\{\"time\":\"20.*\"level\":\"INFO\",\"logger\":\"dev.pgohub.merger.Outputs\".*"
                  + "\"tag\":\"a\",.*\"generation\":\"1\",\"digest\":\"[0-9a-f]{64}\"}");
    }
  }

  private void assertEnds(Process merger, ExitCode code, String message) throws Exception {
    try {
      assertThat(merger.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(merger.exitValue()).as(Files.readString(log)).isEqualTo(code.code());
      assertThat(Files.readString(log)).contains(message);
    } finally {
      merger.destroyForcibly();
    }
  }

  private static String metrics(int port) {
    return ask(port, "/metrics").orElseThrow().body();
  }

  /** The answer; none while nobody listens. */
  private static Optional<HttpResponse<String>> ask(int port, String path) {
    try {
      URI uri = URI.create("http://127.0.0.1:" + port + path);
      return Optional.of(
          HttpClient.newHttpClient()
              .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString()));
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
