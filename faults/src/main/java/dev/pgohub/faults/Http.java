package dev.pgohub.faults;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** HTTP requests that wait for an answer, but not for ever. Stateless. */
final class Http {

  /** Longer than the API waits for the broker. */
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private static final HttpClient CLIENT =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(2))
          .build();

  private Http() {}

  /** Begins a request. */
  static HttpRequest.Builder request(URI uri) {
    return HttpRequest.newBuilder(uri).timeout(PATIENCE);
  }

  /**
   * Sends a request.
   *
   * @throws IOException when no whole answer comes
   */
  static HttpResponse<byte[]> send(HttpRequest request) throws IOException, InterruptedException {
    return CLIENT.send(request, BodyHandlers.ofByteArray());
  }

  /** The status of a GET; 0 when there is no answer. */
  static int status(URI uri) {
    try {
      return send(HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(3)).build()).statusCode();
    } catch (IOException e) {
      return 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 0;
    }
  }
}
