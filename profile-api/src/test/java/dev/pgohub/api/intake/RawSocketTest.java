package dev.pgohub.api.intake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pgohub.api.Corpus;
import dev.pgohub.api.RunningApi;
import dev.pgohub.api.store.Generation;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Senders that no library would let us be. */
class RawSocketTest {

  private static final String POST = "POST /profile/x HTTP/1.1\r\nHost: x\r\n";

  private static final Generation LARGE = Generation.of("large", "", 1, 48 << 20, 0);

  @TempDir static Path dir;
  private static RunningApi api;

  @BeforeAll
  static void start() {
    RunningApi.store(dir, List.of(LARGE));
    api =
        RunningApi.start(
            RunningApi.NO_BROKER,
            dir,
            Map.of(
                "pgohub.body-timeout",
                "1s",
                "pgohub.response-timeout",
                "1s",
                "server.tomcat.connection-timeout",
                "700ms",
                "pgohub.max-posts",
                1,
                "pgohub.client-rate",
                "1MB",
                "pgohub.client-burst",
                "100MB"));
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  private static void say(Socket socket, String text) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(text.getBytes(UTF_8));
    out.flush();
  }

  private static String answer(Socket socket) throws IOException {
    return RunningApi.readAll(socket.getInputStream());
  }

  private static String statusLine(Socket socket) throws IOException {
    var reader = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
    return reader.readLine();
  }

  @Test
  void senderThatStalls_isAnswered408() throws IOException {
    try (Socket socket = api.connect()) {
      say(socket, POST + "Content-Length: 1000\r\n\r\nabc");
      assertThat(answer(socket)).startsWith("HTTP/1.1 408").contains("body_timeout");
    }
  }

  @Test
  void senderThatDrips_isAnswered408() throws IOException {
    try (Socket socket = api.connect()) {
      say(socket, POST + "Content-Length: 1000000\r\n\r\n");
      long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
      while (socket.getInputStream().available() == 0) {
        assertThat(System.nanoTime()).isLessThan(end);
        say(socket, "x");
        pause();
      }
      assertThat(answer(socket)).startsWith("HTTP/1.1 408").contains("body_timeout");
    }
  }

  @Test
  void senderThatGoesAway_isForgotten() throws IOException {
    try (Socket socket = api.connect()) {
      say(socket, POST + "Content-Length: 1000\r\n\r\nabc");
      socket.shutdownOutput();
      assertThat(answer(socket)).doesNotContain("HTTP/1.1 200").doesNotContain("HTTP/1.1 5");
    }
    assertTakesPosts();
  }

  @Test
  void malformedChunk_isRefused() throws IOException {
    try (Socket socket = api.connect()) {
      say(socket, POST + "Transfer-Encoding: chunked\r\n\r\nnonsense\r\nabc\r\n0\r\n\r\n");
      assertThat(answer(socket)).doesNotContain("HTTP/1.1 200").doesNotContain("HTTP/1.1 5");
    }
    assertTakesPosts();
  }

  /** One place only: when a place were lost, nobody would get in any more. */
  private static void assertTakesPosts() {
    RunningApi.await(
        "a post is looked at",
        () -> new String(api.post("/profile/x", new byte[0]).body(), UTF_8).contains("\"empty\""));
  }

  @Test
  void tooLargeBody_sentInFullBeforeReading_stillGetsItsAnswer() throws IOException {
    try (Socket socket = api.connect()) {
      int length = 20 << 20;
      say(socket, POST + "Content-Length: " + length + "\r\n\r\n");
      OutputStream out = socket.getOutputStream();
      byte[] piece = new byte[64 << 10];
      for (int sent = 0; sent < length; sent += piece.length) {
        out.write(piece);
      }
      out.flush();
      String answer = answer(socket);
      assertThat(answer).startsWith("HTTP/1.1 413").contains("body_too_large");
      assertThat(answer).containsOnlyOnce("Connection: close");
    }
  }

  @Test
  void refusedSender_thatWouldSendForEver_isCutOff() throws IOException {
    try (Socket socket = api.connect()) {
      say(socket, POST + "Content-Type: text/html\r\nContent-Length: 1000000000\r\n\r\n");
      long end = System.nanoTime() + Duration.ofSeconds(25).toNanos();
      byte[] piece = new byte[16];
      boolean isCut = false;
      while (!isCut) {
        assertThat(System.nanoTime()).isLessThan(end);
        try {
          socket.getOutputStream().write(piece);
          pause();
        } catch (IOException e) {
          isCut = true;
        }
      }
      assertThat(isCut).isTrue();
    }
  }

  @Test
  void senderThatAsksFirst_isToldBeforeItSends() throws IOException {
    String head = POST + "Expect: 100-continue\r\nContent-Length: ";
    try (Socket socket = api.connect()) {
      say(socket, head + "100000000\r\n\r\n");
      assertThat(answer(socket)).startsWith("HTTP/1.1 413");
    }
    try (Socket socket = api.connect()) {
      say(socket, head + "10\r\nContent-Type: text/html\r\n\r\n");
      assertThat(answer(socket)).startsWith("HTTP/1.1 415");
    }
    try (Socket socket = api.connect()) {
      say(socket, head + "10\r\n\r\n");
      assertThat(statusLine(socket)).startsWith("HTTP/1.1 100");
      say(socket, "<html>....");
      assertThat(answer(socket)).contains("HTTP/1.1 400", "not_pprof");
    }
  }

  @Test
  void connection_livesOnAfterARefusalThatWasReadInFull() throws IOException {
    try (Socket socket = api.connect()) {
      String refused = POST + "Content-Type: text/html\r\nContent-Length: 0\r\n\r\n";
      say(socket, refused + "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
      assertThat(answer(socket)).startsWith("HTTP/1.1 415").contains("HTTP/1.1 200");
    }
  }

  @Test
  void secondRequest_cannotHideInARefusedBody() throws IOException {
    try (Socket socket = api.connect()) {
      String hidden = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
      say(
          socket,
          POST
              + "Content-Type: text/html\r\nContent-Length: "
              + hidden.length()
              + "\r\n\r\n"
              + hidden);
      assertThat(answer(socket)).startsWith("HTTP/1.1 415").doesNotContain("HTTP/1.1 200");
    }
  }

  @Test
  void onePostTooMany_isAnswered503() throws IOException {
    assertTakesPosts();
    try (Socket socket = api.connect()) {
      say(socket, POST + "Content-Length: 1000\r\n\r\nabc");
      RunningApi.await(
          "the only place is taken",
          () -> {
            var response = api.post("/profile/x", Corpus.cpuProfile());
            return response.statusCode() == 503
                && new String(response.body(), UTF_8).contains("\"busy\"")
                && RunningApi.header(response, "Retry-After").equals("1");
          });
    }
    assertTakesPosts();
  }

  @Test
  void readerThatReadsDripByDrip_isCutOff() throws IOException {
    try (Socket socket = api.connect()) {
      say(socket, "GET /profile/large HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
      long read = 0;
      byte[] piece = new byte[256 << 10];
      int last = 0;
      while (last >= 0) {
        assertThat(read).isLessThan(LARGE.defaultPgo().length);
        read += last;
        pause();
        try {
          last = socket.getInputStream().read(piece);
        } catch (IOException e) {
          last = -1;
        }
      }
      assertThat(read).isLessThan(LARGE.defaultPgo().length);
    }
  }

  private static void pause() {
    try {
      Thread.sleep(50);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
