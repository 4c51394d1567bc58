package dev.pgohub.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pgohub.api.store.Generation;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The API as a process of its own: environment, exit codes, signals. */
class ProfileApiProcessIT {

  private static final int SIGTERM_CODE = 143;

  @TempDir Path dir;

  private Process start(Map<String, String> environment, String... arguments) throws IOException {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "-Dlogback.configurationFile=none.xml",
                ProfileApiApplication.class.getName()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.directory(dir.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("PGOHUB_"));
    builder.environment().putAll(environment);
    builder.redirectOutput(dir.resolve("out").toFile());
    builder.redirectError(dir.resolve("err").toFile());
    return builder.start();
  }

  private void assertEnds(Process process, int exitCode, String line)
      throws IOException, InterruptedException {
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(Files.readString(dir.resolve("err"), UTF_8))
        .startsWith("pgohub profile-api cannot start: ")
        .contains(line)
        .hasLineCount(1);
    assertThat(Files.readString(dir.resolve("out"), UTF_8)).doesNotContain("\tat ");
    assertThat(process.exitValue()).isEqualTo(exitCode);
  }

  @Test
  void unknownSetting_endsWith2AndTheNearestName() throws IOException, InterruptedException {
    assertEnds(
        start(Map.of("PGOHUB_DATA_DRI", "x")),
        StartFailure.BAD_SETTING,
        "unknown setting PGOHUB_DATA_DRI; the nearest known one is PGOHUB_DATA_DIR");
  }

  @Test
  void badPort_endsWith2() throws IOException, InterruptedException {
    assertEnds(start(Map.of("PGOHUB_HTTP_PORT", "http")), StartFailure.BAD_SETTING, "is \"http\"");
  }

  @Test
  void addressThatOthersReach_withoutTokens_endsWith2() throws IOException, InterruptedException {
    assertEnds(
        start(Map.of("SERVER_ADDRESS", "0.0.0.0", "PGOHUB_HTTP_PORT", "0")),
        StartFailure.BAD_SETTING,
        "\"0.0.0.0\", which other machines reach, and there are no tokens");
  }

  @Test
  void takenPort_endsWith4() throws IOException, InterruptedException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      String port = Integer.toString(taken.getLocalPort());
      assertEnds(
          start(Map.of("PGOHUB_HTTP_PORT", port)),
          StartFailure.PORT_TAKEN,
          "the HTTP port " + port + " is taken");
    }
  }

  @Test
  void sigterm_endsItInOrder_andALaterStartGoesOn() throws IOException, InterruptedException {
    Generation generation = Generation.of("checkout", 1);
    Path data = dir.resolve("data");
    RunningApi.store(data, List.of(generation));
    int port = freePort();
    Process process =
        start(
            Map.of(
                "PGOHUB_HTTP_PORT",
                Integer.toString(port),
                "PGOHUB_HTTP_ADDRESS",
                "127.0.0.1",
                "PGOHUB_DATA_DIR",
                data.toString(),
                "PGOHUB_BOOTSTRAP_SERVERS",
                RunningApi.NO_BROKER));
    try {
      RunningApi.await("it serves", () -> serves(port, generation));
      process.destroy();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(SIGTERM_CODE);
    } finally {
      process.destroyForcibly();
    }
    try (RunningApi later = RunningApi.start(RunningApi.NO_BROKER, data)) {
      assertThat(later.get("/profile/checkout").body()).isEqualTo(generation.defaultPgo());
    }
  }

  private static boolean serves(int port, Generation generation) {
    URI profile = URI.create("http://127.0.0.1:" + port + "/profile/" + generation.tag());
    try {
      var response =
          HttpClient.newHttpClient()
              .send(HttpRequest.newBuilder(profile).build(), BodyHandlers.ofByteArray());
      return Arrays.equals(response.body(), generation.defaultPgo());
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
