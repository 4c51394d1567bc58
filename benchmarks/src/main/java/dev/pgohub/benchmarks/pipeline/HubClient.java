package dev.pgohub.benchmarks.pipeline;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Speaks HTTP to a hub about one tag. Thread-safe. */
final class HubClient {

  private static final String EVERY_FRAGMENT_AT_ONCE =
      "{\"stitch\":\"sum\",\"halfLife\":\"none\",\"window\":\"36500d\",\"maxAge\":\"36500d\","
          + "\"maxSkew\":\"36500d\",\"readyWeight\":0,\"gate\":\"always\",\"minSamples\":0,"
          + "\"minDuration\":\"0s\",\"minSymbolized\":0,\"maxIdle\":1}";

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI hub;
  private final String tag;
  private boolean hasLive = true;

  HubClient(URI hub, String tag) {
    this.hub = hub;
    this.tag = tag;
  }

  /** Asks that every fragment counts at once; a hub without policies does that anyway. */
  void setPolicy() throws IOException, InterruptedException {
    HttpResponse<String> answer =
        http.send(
            request("/api/v1/tags/" + tag + "/policy")
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(EVERY_FRAGMENT_AT_ONCE))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() >= 300 && answer.statusCode() != 404 && answer.statusCode() != 405) {
      throw new IOException("the policy was refused: " + answer.statusCode() + " " + answer.body());
    }
  }

  CompletableFuture<HttpResponse<String>> post(byte[] fragment, String key) {
    return http.sendAsync(
        request("/profile/" + tag)
            .header("Idempotency-Key", key)
            .POST(HttpRequest.BodyPublishers.ofByteArray(fragment))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /** The weight that is served now; 0 when none is. */
  long weight() throws IOException, InterruptedException {
    HttpResponse<Void> answer = head(hasLive ? "/profile/" + tag + "/live" : "/profile/" + tag);
    if (hasLive && answer.statusCode() == 404) {
      answer = head("/profile/" + tag);
      hasLive = answer.statusCode() != 200; // there is a profile, but nothing live
    }
    return answer.headers().firstValueAsLong("X-Pgohub-Weight").orElse(0);
  }

  CompletableFuture<HttpResponse<byte[]>> get() {
    return http.sendAsync(
        request("/profile/" + tag).GET().build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  private HttpResponse<Void> head(String path) throws IOException, InterruptedException {
    return http.send(
        request(path).method("HEAD", HttpRequest.BodyPublishers.noBody()).build(),
        HttpResponse.BodyHandlers.discarding());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(hub.resolve(path)).timeout(Duration.ofSeconds(60));
  }
}
