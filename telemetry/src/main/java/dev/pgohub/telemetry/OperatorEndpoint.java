package dev.pgohub.telemetry;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * Answers for a room in a process of its own. {@code GET /health}: 200 and {@code UP} while it does
 * its work, otherwise 503 and {@code DOWN}, with its state, as JSON. {@code GET /metrics}: its
 * counters as Prometheus reads them.
 */
public final class OperatorEndpoint implements AutoCloseable {

  private static final String METRICS = "text/plain; version=0.0.4; charset=utf-8";

  private final HttpServer server;
  private final ExecutorService thread;

  private OperatorEndpoint(HttpServer server, ExecutorService thread) {
    this.server = server;
    this.thread = thread;
  }

  /**
   * Listens on all interfaces, and answers one request at a time.
   *
   * @param port on which to listen; 0 for any free one
   * @param room its name, for the thread
   * @throws IOException when the port is taken
   */
  public static OperatorEndpoint start(
      int port, String room, Supplier<Health> health, PrometheusMeterRegistry meters)
      throws IOException {
    HttpServer server = HttpServer.create(new InetSocketAddress(port), 16);
    ExecutorService thread =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread daemon = new Thread(task, "pgohub-" + room + "-health");
              daemon.setDaemon(true);
              return daemon;
            });
    server.setExecutor(thread);
    server.createContext("/health", exchange -> answer(exchange, health.get()));
    server.createContext("/metrics", exchange -> send(exchange, 200, METRICS, meters.scrape()));
    server.start();
    return new OperatorEndpoint(server, thread);
  }

  /** On which it listens. */
  public int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    thread.shutdownNow();
  }

  private static void answer(HttpExchange exchange, Health health) throws IOException {
    String body =
        "{\"status\":\""
            + (health.isUp() ? "UP" : "DOWN")
            + "\",\"state\":\""
            + health.state()
            + "\"}\n";
    send(exchange, health.isUp() ? 200 : 503, "application/json", body);
  }

  private static void send(HttpExchange exchange, int status, String type, String text)
      throws IOException {
    try (exchange) {
      byte[] body = text.getBytes(UTF_8);
      exchange.getResponseHeaders().set("Content-Type", type);
      exchange.sendResponseHeaders(status, body.length);
      exchange.getResponseBody().write(body);
    }
  }
}
