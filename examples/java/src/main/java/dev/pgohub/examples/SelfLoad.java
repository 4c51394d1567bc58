package dev.pgohub.examples;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Random;

/** Sends requests to the service in this JVM, one after the other. */
final class SelfLoad {

  private static final int ITEMS = 60;
  private static final int CARTS = 32;

  private SelfLoad() {}

  /**
   * Sends requests for that long.
   *
   * @return how many there were, for people
   * @throws IOException when the service does not answer, or not with a receipt
   */
  static String run(int port, int seconds) throws IOException, InterruptedException {
    URI receipt = URI.create("http://127.0.0.1:" + port + "/receipt");
    HttpClient client = HttpClient.newHttpClient();
    String[] carts = carts();
    long start = System.nanoTime();
    long end = start + seconds * 1_000_000_000L;
    int requests = 0;
    while (System.nanoTime() < end) {
      String cart = carts[requests++ % CARTS];
      HttpRequest request =
          HttpRequest.newBuilder(receipt).POST(HttpRequest.BodyPublishers.ofString(cart)).build();
      int status = client.send(request, BodyHandlers.ofString()).statusCode();
      if (status != 200) {
        throw new IOException("the service answered " + status);
      }
    }
    double took = (System.nanoTime() - start) / 1e9;
    return String.format("%d requests in %.1f s, %.0f a second", requests, took, requests / took);
  }

  private static String[] carts() {
    Random random = new Random(1);
    String[] carts = new String[CARTS];
    for (int i = 0; i < CARTS; i++) {
      StringBuilder cart = new StringBuilder();
      for (int item = 0; item < ITEMS; item++) {
        cart.append("article-").append(random.nextInt(40)).append(';');
        cart.append(1 + random.nextInt(9)).append(';');
        cart.append(random.nextInt(100)).append('.').append(10 + random.nextInt(90)).append('\n');
      }
      carts[i] = cart.toString();
    }
    return carts;
  }
}
