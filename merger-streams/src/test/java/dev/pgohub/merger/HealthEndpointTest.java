package dev.pgohub.merger;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.streams.KafkaStreams;
import org.junit.jupiter.api.Test;

class HealthEndpointTest {

  @Test
  void health_isUpWhileRunning() throws Exception {
    var state = new AtomicReference<>(KafkaStreams.State.REBALANCING);
    try (HealthEndpoint health = HealthEndpoint.start(0, state::get)) {
      HttpResponse<String> starting = get(health);
      assertThat(starting.statusCode()).isEqualTo(503);
      assertThat(starting.body()).isEqualTo("{\"status\":\"DOWN\",\"state\":\"REBALANCING\"}\n");
      state.set(KafkaStreams.State.RUNNING);
      HttpResponse<String> running = get(health);
      assertThat(running.statusCode()).isEqualTo(200);
      assertThat(running.body()).isEqualTo("{\"status\":\"UP\",\"state\":\"RUNNING\"}\n");
    }
  }

  private static HttpResponse<String> get(HealthEndpoint health) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + health.port() + "/health");
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }
}
