package dev.pgohub.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever holds it wrong is told so in one clear line, and nothing else suffers. */
class WrongUseIT {

  private static final long GIB = 1L << 30;

  @TempDir static Path dir;
  private static HubProcess hub;
  private static HubClient client;

  @BeforeAll
  static void start() throws Exception {
    hub =
        HubProcess.start(dir.resolve("data"), Map.of(), "-Xmx256m", "-XX:+ExitOnOutOfMemoryError");
    client = new HubClient(hub.awaitReady());
  }

  @AfterAll
  static void stillServes() throws Exception {
    byte[] fragment = Fleet.of("apiserver").fragments().get(0);
    assertThat(client.post("afterwards", fragment).statusCode()).isEqualTo(200);
    client.awaitWeight("afterwards", Fleet.weight(fragment));
    assertThat(hub.terminate()).as(hub::toString).isZero();
    assertThat(hub.stderr()).isEmpty();
  }

  @Test
  void tag_unknown_isAnEmpty404() throws Exception {
    HttpResponse<byte[]> answer = client.get("nobody");
    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.body()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-dash-first", "a..b", "x.lock", "two words", "ä"})
  void tag_thatIsNone_isRefused(String tag) throws Exception {
    HttpResponse<String> answer = client.post(tag, Fleet.of("apiserver").fragments().get(0));
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("tag");
  }

  @Test
  void body_empty_isRefused() throws Exception {
    assertRefused(new byte[0], "empty");
  }

  @Test
  void body_thatIsAPage_isRefused() throws Exception {
    assertRefused("<html><body>Sign in</body></html>".getBytes(UTF_8), "not_pprof");
  }

  @Test
  void body_thatWasCut_isRefused() throws Exception {
    byte[] whole = Fleet.of("apiserver").fragments().get(0);
    assertRefused(Arrays.copyOf(whole, whole.length / 2), "truncated");
  }

  @Test
  void body_thatInflatesToAGibibyte_isRefusedInLittleMemory() throws Exception {
    byte[] bomb = zeros(GIB);
    for (int i = 0; i < 4; i++) {
      assertRefused(bomb, "too_large");
    }
  }

  private static void assertRefused(byte[] body, String reason) throws Exception {
    HttpResponse<String> answer = client.post("wrong", body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    assertThat(answer.body()).contains(reason);
  }

  private static byte[] zeros(long count) throws IOException {
    var gzip = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(gzip, 1 << 16)) {
      byte[] block = new byte[1 << 20];
      for (long written = 0; written < count; written += block.length) {
        out.write(block);
      }
    }
    return gzip.toByteArray();
  }

  @ParameterizedTest
  @CsvSource({
    "PGOHUB_HTTP_PORT, the HTTP port",
    "PGOHUB_KAFKA_PORT, the Kafka port",
  })
  void port_taken_endsTheStart(String key, String what) throws Exception {
    try (ServerSocket taken = new ServerSocket(0)) {
      String port = Integer.toString(taken.getLocalPort());
      assertStartFails(
          Map.of(key, port), ExitCode.PORT_TAKEN, what + " " + port, "set " + key + " to another");
    }
  }

  @Test
  void dataDir_thatIsAFile_endsTheStart() throws Exception {
    Path file = Files.createTempFile(dir, "not-a-directory", "");
    assertStartFails(
        Map.of("PGOHUB_DATA_DIR", file.toString()), ExitCode.DATA_DIR, file.toString(), "a file");
  }

  @Test
  void dataDir_thatCannotBeMade_endsTheStart() throws Exception {
    Path below = Files.createTempFile(dir, "not-a-directory", "").resolve("data");
    assertStartFails(
        Map.of("PGOHUB_DATA_DIR", below.toString()),
        ExitCode.DATA_DIR,
        below.toString(),
        "cannot be written");
  }

  @Test
  void dataDir_ofARunningHub_endsTheStart() throws Exception {
    assertStartFails(
        Map.of("PGOHUB_DATA_DIR", dir.resolve("data").toString()),
        ExitCode.DATA_DIR,
        "is in use by another pgohub");
  }

  @ParameterizedTest
  @CsvSource({
    "PGOHUB_HTP_PORT, 8080, the nearest known one is PGOHUB_HTTP_PORT",
    "PGOHUB_HTTP_PORT, http, 'must be a port, 0 to 65535'",
    "PGOHUB_HTTP_PORT, 70000, 'must be a port, 0 to 65535'",
    "PGOHUB_HTTP_ADDRESS, nowhere.invalid, is no address of this machine",
    "PGOHUB_HTTP_ADDRESS, 0.0.0.0, there are no tokens",
    "PGOHUB_TOKENS_FILE, /none, /none cannot be read",
    "PGOHUB_MAX_POSTS, 0, max-posts",
    "PGOHUB_SETTLE_TICK, soon, PGOHUB_SETTLE_TICK",
    "PGOHUB_PUBLIC_URL, pgohub, PGOHUB_PUBLIC_URL must be an http or https URL",
    "PGOHUB_PUBLISHER, no, must be true or false",
  })
  void setting_thatMakesNoSense_endsTheStart(String key, String value, String says)
      throws Exception {
    assertStartFails(Map.of(key, value), ExitCode.WRONG_SETTING, says);
  }

  private static void assertStartFails(
      Map<String, String> settings, ExitCode exitCode, String... says) throws Exception {
    Path data = Files.createTempDirectory(dir, "other").resolve("data");
    try (HubProcess other = HubProcess.start(data, new HashMap<>(settings))) {
      assertThat(other.awaitExit()).as(other::toString).isEqualTo(exitCode.status());
      List<String> errors = other.stderr();
      assertThat(errors).as(other::toString).hasSize(1);
      assertThat(errors.get(0)).startsWith("pgohub: ").contains(says);
      assertThat(other.stdout()).noneMatch(line -> line.contains("Exception"));
    }
  }
}
