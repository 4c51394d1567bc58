package dev.pgohub.merger;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.apache.kafka.streams.KafkaStreams;

/**
 * Answers {@code GET /health}: 200 and {@code UP} while fragments are being merged, otherwise 503
 * and {@code DOWN}; with the state of Kafka Streams, as JSON.
 */
final class HealthEndpoint implements AutoCloseable {

  private final HttpServer server;
  private final ExecutorService thread;

  private HealthEndpoint(HttpServer server, ExecutorService thread) {
    this.server = server;
    this.thread = thread;
  }

  /**
   * Listens on all interfaces.
   *
   * @param port on which to listen; 0 for any free one
   * @throws IOException when the port is taken
   */
  static HealthEndpoint start(int port, Supplier<KafkaStreams.State> state) throws IOException {
    HttpServer server = HttpServer.create(new InetSocketAddress(port), 16);
    ExecutorService thread =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread daemon = new Thread(task, "pgohub-merger-health");
              daemon.setDaemon(true);
              return daemon;
            });
    server.setExecutor(thread);
    server.createContext("/health", exchange -> answer(exchange, state.get()));
    server.start();
    return new HealthEndpoint(server, thread);
  }

  int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    thread.shutdownNow();
  }

  private static void answer(HttpExchange exchange, KafkaStreams.State state) throws IOException {
    try (exchange) {
      boolean isUp = state == KafkaStreams.State.RUNNING;
      byte[] body =
          ("{\"status\":\"" + (isUp ? "UP" : "DOWN") + "\",\"state\":\"" + state + "\"}\n")
              .getBytes(UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(isUp ? 200 : 503, body.length);
      exchange.getResponseBody().write(body);
    }
  }
}
