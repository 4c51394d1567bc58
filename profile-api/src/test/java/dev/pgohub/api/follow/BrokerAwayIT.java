package dev.pgohub.api.follow;

import static dev.pgohub.api.RunningApi.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pgohub.api.Corpus;
import dev.pgohub.api.RunningApi;
import dev.pgohub.api.store.Generation;
import dev.pgohub.broker.BrokerSettings;
import dev.pgohub.broker.EmbeddedBroker;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker that comes late, goes away, and comes back; once as another one. */
class BrokerAwayIT {

  @TempDir Path dir;

  private EmbeddedBroker broker(String name, int port) {
    return EmbeddedBroker.start(new BrokerSettings(dir.resolve(name), port));
  }

  private static boolean isReady(RunningApi api) {
    return api.get("/actuator/health/readiness").statusCode() == 200;
  }

  private static String health(RunningApi api) {
    return new String(api.get("/actuator/health").body(), UTF_8);
  }

  private static void publish(EmbeddedBroker broker, Generation generation) {
    try (TopicWriter writer = new TopicWriter(broker.bootstrapServers())) {
      writer.commit(generation.whole());
    }
  }

  private static boolean isServed(RunningApi api, Generation generation) {
    return api.get("/profile/" + generation.tag()).statusCode() == 200;
  }

  @Test
  void api_outlivesItsBroker() throws IOException {
    int port = freePort();
    Generation first = Generation.of("first", 1);
    Generation second = Generation.of("second", 1);
    Generation third = Generation.of("third", 1);
    try (RunningApi api = RunningApi.start("127.0.0.1:" + port, dir.resolve("api"))) {
      assertThat(isReady(api)).isFalse();
      assertThat(api.get("/profile/first").statusCode()).isEqualTo(404);

      try (EmbeddedBroker broker = broker("kafka", port)) {
        await("it finds the broker that came late", () -> isReady(api));
        publish(broker, first);
        await("served", () -> isServed(api, first));
        assertThat(post(api).statusCode()).isEqualTo(200);
      }

      await("it sees that the broker went away", () -> health(api).contains("\"UNKNOWN\""));
      assertThat(isReady(api)).isTrue();
      assertThat(api.get("/actuator/health").statusCode()).isEqualTo(200);
      assertThat(isServed(api, first)).isTrue();
      HttpResponse<byte[]> refused = post(api);
      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(RunningApi.header(refused, "Retry-After")).isNotEmpty();
      assertThat(putPolicy(api).statusCode()).isEqualTo(503);

      try (EmbeddedBroker broker = broker("kafka", port)) {
        publish(broker, second);
        await("it goes on with the broker that came back", () -> isServed(api, second));
        await("posts are taken again", () -> post(api).statusCode() == 200);
        await("changes are taken again", () -> putPolicy(api).statusCode() == 200);
        assertThat(isServed(api, first)).isTrue();
      }

      try (EmbeddedBroker broker = broker("another", port)) {
        await("it sees the other broker", () -> !health(api).contains("\"UNKNOWN\""));
        publish(broker, third);
        await("it follows the other broker", () -> isServed(api, third));
        await("what the other has not is gone", () -> !isServed(api, first));
      }
    }
  }

  private static HttpResponse<byte[]> post(RunningApi api) {
    return api.post("/profile/checkout", Corpus.cpuProfile());
  }

  private static HttpResponse<byte[]> putPolicy(RunningApi api) {
    return api.send(
        api.request("/api/v1/tags/checkout/policy", "Content-Type", "application/json")
            .PUT(BodyPublishers.ofString("{\"stitch\": \"sum\"}")));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
