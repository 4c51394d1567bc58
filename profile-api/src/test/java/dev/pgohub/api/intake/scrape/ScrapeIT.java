package dev.pgohub.api.intake.scrape;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.pgohub.api.Corpus;
import dev.pgohub.api.RunningApi;
import dev.pgohub.api.intake.FragmentIntake;
import dev.pgohub.api.intake.IntakeHub;
import dev.pgohub.schemas.proto.Fragment;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Profiles that the hub fetches from real HTTP servers. */
@ExtendWith(IntakeHub.Shared.class)
class ScrapeIT {

  private static final byte[] CPU = Corpus.cpuProfile();

  private static final ConcurrentLinkedQueue<String> asked = new ConcurrentLinkedQueue<>();
  private static final Semaphore oneAtATime = new Semaphore(1);
  private static final AtomicBoolean metAnother = new AtomicBoolean();
  private static final CountDownLatch end = new CountDownLatch(1);

  private static IntakeHub hub;
  private static ExecutorService threads;
  private static HttpServer server;

  @BeforeAll
  static void start(IntakeHub shared) throws IOException {
    hub = shared;
    threads = Executors.newCachedThreadPool();
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
    server.setExecutor(threads);
    server.createContext("/debug/pprof/profile", exchange -> answer(exchange, 200, CPU));
    server.createContext("/shared", ScrapeIT::answerAlone);
    server.createContext("/missing", exchange -> answer(exchange, 404, "no".getBytes(UTF_8)));
    server.createContext("/page", exchange -> answer(exchange, 200, "<html>".getBytes(UTF_8)));
    server.createContext(
        "/large", exchange -> answer(exchange, 200, new byte[FragmentIntake.MAX_BYTES + 1]));
    server.createContext("/moved", ScrapeIT::answerMoved);
    server.createContext("/stalled", ScrapeIT::stall);
    server.start();
  }

  @AfterAll
  static void stop() throws IOException {
    Files.deleteIfExists(hub.scrapeFile());
    end.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
    asked.add(exchange.getRequestURI().toString());
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private static void answerAlone(HttpExchange exchange) throws IOException {
    boolean alone = oneAtATime.tryAcquire();
    metAnother.compareAndSet(false, !alone);
    Thread.yield();
    answer(exchange, 200, CPU);
    if (alone) {
      oneAtATime.release();
    }
  }

  private static void answerMoved(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().add("Location", "/debug/pprof/profile");
    answer(exchange, 302, new byte[0]);
  }

  private static void stall(HttpExchange exchange) throws IOException {
    exchange.sendResponseHeaders(200, 0);
    exchange.getResponseBody().write(1);
    exchange.getResponseBody().flush();
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String target(String tag, String path) {
    return """
        {"tag": "%s", "url": "http://localhost:%d%s", "seconds": 1, "interval": "1s"}
        """
        .formatted(tag, server.getAddress().getPort(), path);
  }

  /** At once, as whoever replaces a file that is read should. */
  private static void list(String... targets) throws IOException {
    write("{\"targets\": [" + String.join(",", targets) + "]}");
  }

  private static void write(String json) throws IOException {
    Path next = Files.writeString(hub.scrapeFile().resolveSibling("next.json"), json);
    Files.move(next, hub.scrapeFile(), StandardCopyOption.ATOMIC_MOVE);
  }

  private static JsonNode scrapes() {
    return new JsonMapper().readTree(hub.api().get("/api/v1/scrapes").body());
  }

  private static JsonNode scrape(String tag) {
    for (JsonNode one : scrapes().get("targets")) {
      if (one.get("tag").asString().equals(tag)) {
        return one;
      }
    }
    return new JsonMapper().createObjectNode();
  }

  private static void awaitResult(String tag, String result) {
    RunningApi.await(
        tag + " is " + result, () -> scrape(tag).path("lastResult").asString("").equals(result));
  }

  @Test
  void profile_isFetchedAndPublished() throws IOException {
    list(target("fetched", ""));
    Fragment fragment = hub.published("fetched");
    assertThat(fragment.getPprof().toByteArray()).isEqualTo(CPU);
    assertThat(fragment.getInstance()).isEqualTo("localhost:" + server.getAddress().getPort());
    assertThat(asked).contains("/debug/pprof/profile?seconds=1");
    awaitResult("fetched", "taken");
    JsonNode shown = scrape("fetched");
    assertThat(shown.get("bytes").asInt()).isEqualTo(CPU.length);
    assertThat(shown.get("lastTime").asString()).startsWith("20");
    assertThat(shown.get("error").asString()).isEmpty();
    assertThat(hub.counter("pgohub_scrape_total{result=\"taken\",tag=\"fetched\"}")).isPositive();
    hub.published("fetched"); // and again
  }

  @Test
  void whateverGoesWrong_isShown() throws IOException {
    int closed = closedPort();
    list(
        target("w-missing", "/missing"),
        target("w-page", "/page"),
        target("w-large", "/large"),
        target("w-moved", "/moved"),
        target("w-stalled", "/stalled"),
        """
        {"tag": "w-closed", "url": "http://127.0.0.1:%d", "seconds": 1, "interval": "1s"}
        """
            .formatted(closed));
    awaitResult("w-missing", "status");
    awaitResult("w-page", "refused");
    awaitResult("w-large", "too_large");
    awaitResult("w-moved", "status");
    awaitResult("w-stalled", "timeout");
    awaitResult("w-closed", "unreachable");
    assertThat(scrape("w-missing").get("error").asString()).contains("404");
    assertThat(scrape("w-page").get("error").asString()).startsWith("not_pprof: ");
    assertThat(hub.counter("pgohub_scrape_total{result=\"timeout\",tag=\"w-stalled\"}"))
        .isPositive();
    assertThat(Stream.of("w-missing", "w-page", "w-large", "w-moved").mapToLong(hub::left).sum())
        .isZero();
  }

  private static int closedPort() throws IOException {
    try (var socket = new java.net.ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  @Test
  void nameOfSeveralInstances_isFetchedFromOneAtATime() throws IOException {
    HttpServer second =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
    second.setExecutor(threads);
    second.createContext("/shared", ScrapeIT::answerAlone);
    second.start();
    try {
      List<Integer> ports = List.of(server.getAddress().getPort(), second.getAddress().getPort());
      hub.dns().put("_pprof._tcp.shop.test", ports);
      list(
          """
          {"tag": "named", "srv": "_pprof._tcp.shop.test", "path": "/shared", "seconds": 1,
           "interval": "1s"}
          """,
          """
          {"tag": "unnamed", "srv": "_pprof._tcp.none.test"}
          """);
      RunningApi.await(
          "both are fetched",
          () ->
              scrapes().get("targets").size() == 2
                  && ports.stream()
                      .allMatch(
                          port -> scrapes().get("targets").toString().contains("localhost:" + port))
                  && scrapes().toString().split("\"lastResult\":\"taken\"", -1).length == 3);
      assertThat(metAnother).isFalse();
      assertThat(scrapes().get("lookupErrors").has("_pprof._tcp.none.test")).isTrue();
    } finally {
      list();
      second.stop(0);
    }
  }

  @Test
  void badList_leavesTheOldOneAndIsShown() throws IOException {
    list(target("kept", ""));
    awaitResult("kept", "taken");
    write("{\"targets\": [{\"tag\": \"kept\", \"uri\": \"http://x\"}]}");
    RunningApi.await("the fault is shown", () -> scrapes().path("error").isString());
    assertThat(scrapes().get("error").asString()).contains("target 1", "uri");
    assertThat(scrape("kept").path("tag").asString()).isEqualTo("kept");
    list();
    RunningApi.await("the next list counts", () -> scrapes().get("targets").isEmpty());
    assertThat(scrapes().path("error").isString()).isFalse();
  }
}
