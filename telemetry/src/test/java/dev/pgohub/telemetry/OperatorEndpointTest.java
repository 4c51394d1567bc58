package dev.pgohub.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Tags;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class OperatorEndpointTest {

  @Test
  void health_saysWhetherTheRoomWorks_andMetricsWhatItDid() throws Exception {
    var health = new AtomicReference<>(new Health(false, "REBALANCING"));
    var meters = Meters.registryOfProcess();
    meters.counter("pgohub.tests", "result", "passed").increment(3);
    // The partitions of a topic are no label of ours, whoever asks for it.
    meters.gauge("kafka.consumer.lag", Tags.of("partition", "1"), 1);
    try (var endpoint = OperatorEndpoint.start(0, "test", health::get, meters)) {
      HttpResponse<String> starting = get(endpoint, "/health");
      assertThat(starting.statusCode()).isEqualTo(503);
      assertThat(starting.body()).isEqualTo("{\"status\":\"DOWN\",\"state\":\"REBALANCING\"}\n");
      health.set(new Health(true, "RUNNING"));
      HttpResponse<String> running = get(endpoint, "/health");
      assertThat(running.statusCode()).isEqualTo(200);
      assertThat(running.body()).isEqualTo("{\"status\":\"UP\",\"state\":\"RUNNING\"}\n");

      assertThat(get(endpoint, "/metrics").body())
          .contains("pgohub_tests_total{result=\"passed\"} 3.0")
          .contains("jvm_memory_used_bytes{")
          .contains("process_uptime_seconds")
          .doesNotContain("partition=");
    }
  }

  private static HttpResponse<String> get(OperatorEndpoint endpoint, String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + endpoint.port() + path);
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }
}
