package dev.pgohub.standalone;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.function.LongPredicate;

/** Speaks to a hub as a service and as a build do. */
final class HubClient {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
  private final URI hub;

  HubClient(URI hub) {
    this.hub = hub;
  }

  HttpResponse<String> post(String tag, byte[] body) throws IOException, InterruptedException {
    return send(request(tag).POST(HttpRequest.BodyPublishers.ofByteArray(body)));
  }

  HttpResponse<String> post(String tag, byte[] body, String key)
      throws IOException, InterruptedException {
    return send(
        request(tag)
            .header("Idempotency-Key", key)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body)));
  }

  HttpResponse<byte[]> get(String tag) throws IOException, InterruptedException {
    return http.send(request(tag).GET().build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  HttpResponse<String> getText(String path) throws IOException, InterruptedException {
    return send(at(path));
  }

  /** Posts a fragment to a path with a query. */
  HttpResponse<String> postTo(String path, byte[] body) throws IOException, InterruptedException {
    return send(at(path).POST(HttpRequest.BodyPublishers.ofByteArray(body)));
  }

  /** The same with an id of the sender's. */
  HttpResponse<String> postTo(String path, byte[] body, String key)
      throws IOException, InterruptedException {
    return send(
        at(path).header("Idempotency-Key", key).POST(HttpRequest.BodyPublishers.ofByteArray(body)));
  }

  HttpResponse<String> putJson(String path, String json) throws IOException, InterruptedException {
    return send(
        at(path)
            .header("Content-Type", "application/json")
            .PUT(HttpRequest.BodyPublishers.ofString(json)));
  }

  HttpResponse<String> delete(String path) throws IOException, InterruptedException {
    return send(at(path).DELETE());
  }

  private HttpRequest.Builder at(String path) {
    return HttpRequest.newBuilder(hub.resolve(path)).timeout(PATIENCE);
  }

  /** Waits until a profile of that weight is served, and returns it. */
  HttpResponse<byte[]> awaitWeight(String tag, long weight)
      throws IOException, InterruptedException {
    return await(tag, "weigh " + weight, found -> found == weight);
  }

  HttpResponse<byte[]> awaitWeightAtLeast(String tag, long weight)
      throws IOException, InterruptedException {
    return await(tag, "weigh at least " + weight, found -> found >= weight);
  }

  private HttpResponse<byte[]> await(String tag, String expected, LongPredicate enough)
      throws IOException, InterruptedException {
    Instant deadline = Instant.now().plus(PATIENCE);
    while (true) {
      HttpResponse<byte[]> response = get(tag);
      if (enough.test(weight(response))) {
        return response;
      }
      if (Instant.now().isAfter(deadline)) {
        throw new AssertionError(
            tag + " should " + expected + ", but " + response + " has " + response.headers());
      }
      Thread.sleep(50);
    }
  }

  static long weight(HttpResponse<?> response) {
    return response.statusCode() == 200
        ? response.headers().firstValueAsLong("X-Pgohub-Weight").orElseThrow()
        : 0;
  }

  private HttpRequest.Builder request(String tag) {
    String escaped = URLEncoder.encode(tag, StandardCharsets.UTF_8);
    return HttpRequest.newBuilder(hub.resolve("/profile/" + escaped)).timeout(PATIENCE);
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }
}
