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
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
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

  private static final String TOKEN = "pgohub_" + "canary-".repeat(6) + "x";
  private static final String BEFORE = "the profile of the last build";

  @TempDir Path dir;
  @TempDir Path elsewhere;
  private HttpServer server;
  private ExecutorService threads;
  private byte[] profile;
  private String digest;
  private final List<String> sentTokens = new CopyOnWriteArrayList<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();

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
      if (tag.equals("pinned@sha256:" + digest)) {
        asked.add(tag);
        sentTokens.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
        send(exchange, 200, profile, digest);
        return;
      }
      switch (tag) {
        case "good" -> {
          asked.add(String.valueOf(exchange.getRequestHeaders().getFirst("If-None-Match")));
          if (asked.get(asked.size() - 1).equals('"' + digest + '"')) {
            exchange.sendResponseHeaders(304, -1);
          } else {
            send(exchange, 200, profile, digest);
          }
        }
        case "guarded" -> {
          String sent = exchange.getRequestHeaders().getFirst("Authorization");
          send(exchange, ("Bearer " + TOKEN).equals(sent) ? 200 : 401, profile, digest);
        }
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
  void profile_thatIsThereAlready_isNotSentAgain() throws Exception {
    assertThat(fetch("good", "--fail").exitCode()).isZero();
    Shell.Result again = fetch("good", "--fail");
    assertThat(again.exitCode()).isZero();
    assertThat(again.stderr()).contains("is the profile of good already").hasLineCount(1);
    assertThat(asked).hasSize(2).last().isEqualTo('"' + digest + '"');
    assertThat(output()).hasBinaryContent(profile);
    assertNothingElse();
  }

  @Test
  void pin_fetchesThatProfile_andAsksNobodyAgain() throws Exception {
    Path lock = lock(digest, url() + "profile/pinned@sha256:" + digest);
    assertThat(run(Map.of(), "--pin", lock.toString(), "--fail").exitCode()).isZero();
    assertThat(output()).hasBinaryContent(profile);
    assertThat(asked).hasSize(1);
    server.stop(0);
    Shell.Result again = run(Map.of(), "pinned", "--pin", lock.toString(), "--fail");
    assertThat(again.exitCode()).isZero();
    assertThat(again.stderr()).contains("is the pinned profile of pinned already");
  }

  @Test
  void pin_withAUrlThatIsSet_asksThere() throws Exception {
    Path lock = lock(digest, "http://nowhere.invalid/profile/pinned@sha256:" + digest);
    Map<String, String> hub = Map.of("PGOHUB_URL", url());
    assertThat(run(hub, "pinned", "--pin", lock.toString(), "--fail").exitCode()).isZero();
    assertThat(output()).hasBinaryContent(profile);
  }

  @ParameterizedTest
  @ValueSource(strings = {"good", "untagged", "page", "empty", "cut", "away", "nobody"})
  void pin_thatIsAnsweredWithSomethingElse_leavesTheOldOne(String answer) throws Exception {
    Path lock = lock("1".repeat(64), url() + "profile/" + answer);
    Shell.Result lenient = run(Map.of(), "--pin", lock.toString());
    assertThat(lenient.exitCode()).isZero();
    assertThat(lenient.stderr()).contains("is as it was").hasLineCount(1);
    assertThat(run(Map.of(), "--pin", lock.toString(), "--fail").exitCode()).isEqualTo(1);
    assertThat(output()).hasContent(BEFORE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "tag: pinned",
        "tag: pinned\ndigest: sha256:12",
        "digest: sha256:D",
        "tag: x\ndigest: D",
        "tag: pinned\ndigest: sha256:D",
        "tag: pinned\ndigest: sha256:D\nsource: file:///etc/passwd"
      })
  void pin_thatIsNoLockFile_leavesTheOldOne(String text) throws Exception {
    Path lock = elsewhere.resolve("default.pgo.lock");
    Files.writeString(lock, text.replace("D", digest));
    Shell.Result lenient = run(Map.of(), "--pin", lock.toString());
    assertThat(lenient.exitCode()).isZero();
    assertThat(lenient.stderr()).contains("is as it was").hasLineCount(1);
    assertThat(run(Map.of(), "--pin", lock.toString(), "--fail").exitCode()).isEqualTo(3);
    assertThat(output()).hasContent(BEFORE);
    assertNothingElse();
  }

  @Test
  void pin_ofAnotherTag_isAWrongCall() throws Exception {
    Path lock = lock(digest, url() + "profile/pinned@sha256:" + digest);
    assertThat(run(Map.of(), "other", "--pin", lock.toString(), "--fail").exitCode()).isEqualTo(2);
    assertThat(run(Map.of(), "other", "--pin", lock.toString()).exitCode()).isZero();
    assertThat(output()).hasContent(BEFORE);
  }

  @Test
  void token_isSentToTheHub_andNotToTheSourceOfALockFile() throws Exception {
    Map<String, String> hub = Map.of("PGOHUB_URL", url(), "PGOHUB_TOKEN", TOKEN);
    Shell.Result known = Shell.run(dir, hub, "fetch-profile", "guarded", "--fail");
    assertThat(known.exitCode()).as(known.stderr()).isZero();
    assertThat(output()).hasBinaryContent(profile);
    Shell.Result none =
        Shell.run(dir, Map.of("PGOHUB_URL", url()), "fetch-profile", "guarded", "--fail");
    assertThat(none.exitCode()).isEqualTo(1);
    assertThat(none.stderr()).hasLineCount(1).contains("PGOHUB_TOKEN must be a token");
    Map<String, String> bad = Map.of("PGOHUB_URL", url(), "PGOHUB_TOKEN", "a\"\nurl = x");
    assertThat(Shell.run(dir, bad, "fetch-profile", "guarded", "--fail").exitCode()).isEqualTo(2);

    Files.writeString(output(), BEFORE);
    Path lock = dir.resolve("default.pgo.lock");
    String source = url() + "profile/pinned@sha256:" + digest;
    Files.writeString(lock, "tag: pinned\ndigest: sha256:" + digest + "\nsource: " + source + "\n");
    Shell.Result pinned =
        Shell.run(
            dir,
            Map.of("PGOHUB_TOKEN", TOKEN),
            "fetch-profile",
            "--pin",
            lock.toString(),
            "--fail");
    assertThat(pinned.exitCode()).as(pinned.stderr()).isZero();
    assertThat(sentTokens).containsExactly("null");
    Files.delete(lock);
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

  /** As the publisher writes it. */
  private Path lock(String sha256, String source) throws IOException {
    return Files.writeString(
        elsewhere.resolve("default.pgo.lock"),
        """
        tag: pinned
        generation: 7
        digest: sha256:%s
        weight: 1000
        bytes: 100
        source: %s
        published: 2026-11-01T01:00:00Z
        """
            .formatted(sha256, source));
  }

  private Shell.Result run(Map<String, String> environment, String... args) throws Exception {
    return Shell.run(dir, environment, "fetch-profile", args);
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
