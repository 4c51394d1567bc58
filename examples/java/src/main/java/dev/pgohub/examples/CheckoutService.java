package dev.pgohub.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.pgohub.producer.ProfileCapture;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * An HTTP service that makes receipts: {@code POST /receipt} takes a cart as lines of {@code
 * article;quantity;price}.
 *
 * <p>Environment: {@code PORT} (8081; 0 takes a free one), {@code HOST} (127.0.0.1), and the {@code
 * PGOHUB_*} of the capture. Argument: {@code --load SECONDS} lets it send requests to itself for
 * that long and end.
 */
public final class CheckoutService implements AutoCloseable {

  private static final int MAX_CART_BYTES = 1 << 20;

  private final HttpServer server;
  private final ExecutorService workers;

  private CheckoutService(HttpServer server, ExecutorService workers) {
    this.server = server;
    this.workers = workers;
  }

  /** Runs the service until it is ended, or until its own load is over. */
  public static void main(String[] args) throws Exception {
    try (var capture = ProfileCapture.start("checkout")) {
      Map<String, String> environment = System.getenv();
      String host = environment.getOrDefault("HOST", "127.0.0.1");
      int port = Integer.parseInt(environment.getOrDefault("PORT", "8081"));
      try (CheckoutService service = start(new InetSocketAddress(host, port))) {
        System.out.println("checkout is ready: http://" + host + ":" + service.port());
        if (args.length == 2 && args[0].equals("--load")) {
          System.out.println(SelfLoad.run(service.port(), Integer.parseInt(args[1])));
        } else {
          new CountDownLatch(1).await();
        }
      }
      capture.close();
      System.out.println(capture.stats());
    }
  }

  /**
   * Starts the service.
   *
   * @throws IOException when the address cannot be had
   */
  static CheckoutService start(InetSocketAddress address) throws IOException {
    // Without it every answer to a kept connection waits 40 ms on JDK 17.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    HttpServer server = HttpServer.create(address, 0);
    ExecutorService workers =
        Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
    server.setExecutor(workers);
    server.createContext("/receipt", CheckoutService::receipt);
    server.start();
    return new CheckoutService(server, workers);
  }

  private static void receipt(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readNBytes(MAX_CART_BYTES);
      try {
        Cart cart = Cart.parse(new String(body, UTF_8));
        answer(exchange, 200, Receipt.of(cart));
      } catch (IllegalArgumentException e) {
        answer(exchange, 400, e.getMessage() + "\n");
      }
    }
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    byte[] bytes = text.getBytes(UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    workers.shutdownNow();
  }
}
