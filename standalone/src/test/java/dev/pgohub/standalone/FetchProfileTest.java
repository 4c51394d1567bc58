package dev.pgohub.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** scripts/fetch-profile against a server that behaves, and against those that do not. */
class FetchProfileTest {

  private static final String BEFORE = "the profile of the last build";

  @TempDir Path dir;
  private HttpServer server;
  private ExecutorService threads;
  private byte[] profile;
  private String digest;

  @BeforeEach
  void startServer() throws Exception {
    var gzip = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(gzip)) {
      out.write("profile ".repeat(10_000).getBytes(StandardCharsets.UTF_8));
    }
    profile = gzip.toByteArray();
    digest = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(profile));
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    threads = Executors.newCachedThreadPool();
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
    Files.writeString(output(), BEFORE);
  }

  @AfterEach
  void stopServer() {
    server.stop(0);
    threads.shutdownNow();
  }

  /** The tag says how the server answers. */
  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String tag = exchange.getRequestURI().getPath().replaceFirst("^/profile/", "");
      switch (tag) {
        case "good" -> send(exchange, 200, profile, digest);
        case "moded" -> {
          boolean moded = "mode=batch-2".equals(exchange.getRequestURI().getRawQuery());
          send(exchange, moded ? 200 : 400, profile, digest);
        }
        case "untagged" -> send(exchange, 200, profile, null);
        case "mixed-up" -> send(exchange, 200, profile, "0".repeat(64));
        case "page" ->
            send(exchange, 200, "<html>proxy</html>".getBytes(StandardCharsets.UTF_8), null);
        case "empty" -> {
          exchange.sendResponseHeaders(200, -1);
        }
        case "cut" -> {
          exchange.getResponseHeaders().set("ETag", '"' + digest + '"');
          exchange.sendResponseHeaders(200, profile.length);
          exchange.getResponseBody().write(profile, 0, profile.length / 2);
          exchange.getResponseBody().flush();
        }
        case "away" -> exchange.sendResponseHeaders(503, -1);
        default -> exchange.sendResponseHeaders(404, -1);
      }
    }
  }

  private static void send(HttpExchange exchange, int status, byte[] body, String digest)
      throws IOException {
    if (digest != null) {
      exchange.getResponseHeaders().set("ETag", '"' + digest + '"');
    }
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }

  @Test
  void profile_thatIsThere_replacesTheOldOne() throws Exception {
    Shell.Result result = fetch("good");
    assertThat(result.exitCode()).isZero();
    assertThat(result.stderr())
        .contains("is the profile of good: " + profile.length)
        .hasLineCount(1);
    assertThat(output()).hasBinaryContent(profile);
    assertThat(result.stderr()).contains(digest);
    assertNothingElse();
  }

  @Test
  void mode_isSent() throws Exception {
    assertThat(fetch("moded", "--mode", "batch-2", "--fail").exitCode()).isZero();
    assertThat(output()).hasBinaryContent(profile);
  }

  @Test
  void profile_withoutETag_isTaken() throws Exception {
    assertThat(fetch("untagged", "--fail").exitCode()).isZero();
    assertThat(output()).hasBinaryContent(profile);
  }

  @ParameterizedTest
  @ValueSource(strings = {"mixed-up", "page", "empty", "cut", "away", "nobody"})
  void answer_thatIsNoWholeProfile_leavesTheOldOne(String tag) throws Exception {
    Shell.Result lenient = fetch(tag);
    assertThat(lenient.exitCode()).isZero();
    assertThat(lenient.stderr()).contains("is as it was").hasLineCount(1);
    assertThat(output()).hasContent(BEFORE);
    assertThat(fetch(tag, "--fail").exitCode()).isEqualTo(1);
    assertThat(output()).hasContent(BEFORE);
    assertNothingElse();
  }

  @Test
  void server_thatIsNotThere_leavesTheOldOne() throws Exception {
    server.stop(0);
    Shell.Result lenient = fetch("good");
    assertThat(lenient.exitCode()).isZero();
    assertThat(lenient.stderr()).contains("is as it was").hasLineCount(1);
    assertThat(output()).hasContent(BEFORE);
    assertThat(fetch("good", "--fail").exitCode()).isEqualTo(1);
    assertNothingElse();
  }

  @Test
  void output_thatCannotBeWritten_isToldOnly() throws Exception {
    Shell.Result result = fetch("good", "-o", "missing/default.pgo");
    assertThat(result.exitCode()).isZero();
    assertThat(result.stderr()).contains("missing/default.pgo cannot be written").hasLineCount(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--what", "a/../b", "good --mode a&b", "good other", ""})
  void call_thatIsWrong_breaksNoBuildUnlessToldTo(String words) throws Exception {
    String[] args = words.isEmpty() ? new String[0] : words.split(" ");
    Shell.Result lenient = Shell.run(dir, Map.of("PGOHUB_URL", url()), "fetch-profile", args);
    assertThat(lenient.exitCode()).isZero();
    assertThat(lenient.stderr()).hasLineCount(1);
    String[] strict = (words + " --fail").strip().split(" ");
    assertThat(Shell.run(dir, Map.of("PGOHUB_URL", url()), "fetch-profile", strict).exitCode())
        .isEqualTo(2);
    assertThat(output()).hasContent(BEFORE);
  }

  private Shell.Result fetch(String tag, String... more) throws Exception {
    String[] args = new String[more.length + 3];
    args[0] = tag;
    args[1] = "--url";
    args[2] = url();
    System.arraycopy(more, 0, args, 3, more.length);
    return Shell.run(dir, Map.of(), "fetch-profile", args);
  }

  private String url() {
    return "http://localhost:" + server.getAddress().getPort() + "/";
  }

  private Path output() {
    return dir.resolve("default.pgo");
  }

  private void assertNothingElse() throws IOException {
    try (var files = Files.list(dir)) {
      assertThat(files).containsExactly(output());
    }
  }
}
