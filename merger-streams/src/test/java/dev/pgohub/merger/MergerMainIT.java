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
  void sigterm_ends0_andHealthTellsTheState() throws Exception {
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
                  "HEALTH_PORT",
                  Integer.toString(healthPort)),
              log);
      hub.await("health is UP", () -> health(healthPort) == 200);
      hub.send(Fleet.fragment("a", "", "1", TinyProfile.of("main.f", 1)));
      hub.awaitFragments("a", 1);
      merger.destroy();
      assertEnds(merger, ExitCode.STOPPED, "the merger ended");
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

  private static int health(int port) {
    try {
      URI uri = URI.create("http://127.0.0.1:" + port + "/health");
      return HttpClient.newHttpClient()
          .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding())
          .statusCode();
    } catch (IOException e) {
      return 0;
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
