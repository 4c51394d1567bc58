package dev.pgohub.api.intake.scrape;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscribers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Fetches a profile over HTTP: within a time, up to a size, from where the URL says and nowhere
 * else. Thread-safe.
 */
final class ProfileFetch {

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final int OK = 200;

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .connectTimeout(CONNECT_TIMEOUT)
          .build();

  private final Duration patience;
  private final int maxBytes;

  /**
   * A client.
   *
   * @param patience how much longer than the profile an answer may take
   * @param maxBytes of a body
   */
  ProfileFetch(Duration patience, int maxBytes) {
    this.patience = patience;
    this.maxBytes = maxBytes;
  }

  /**
   * Fetches one profile.
   *
   * @throws ScrapeException when there was none
   * @throws InterruptedException when it is to end
   */
  byte[] fetch(ScrapeTarget target) throws ScrapeException, InterruptedException {
    Duration time = patience.plusSeconds(target.seconds());
    HttpRequest request =
        HttpRequest.newBuilder(target.url()).header("User-Agent", "pgohub").build();
    CompletableFuture<HttpResponse<byte[]>> answer =
        client.sendAsync(
            request,
            head ->
                head.statusCode() == OK
                    ? new LimitedBody(maxBytes)
                    : BodySubscribers.replacing(new byte[0]));
    try {
      HttpResponse<byte[]> response = answer.get(time.toMillis(), TimeUnit.MILLISECONDS);
      if (response.statusCode() != OK) {
        throw new ScrapeException(
            ScrapeResult.STATUS, "the answer has status " + response.statusCode());
      }
      return response.body();
    } catch (TimeoutException e) {
      throw new ScrapeException(
          ScrapeResult.TIMEOUT, "nothing, or not all, came within " + time.toMillis() + " ms");
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      boolean isTooLarge = cause instanceof LimitedBody.TooLargeException;
      throw new ScrapeException(
          isTooLarge ? ScrapeResult.TOO_LARGE : ScrapeResult.UNREACHABLE, cause.toString());
    } finally {
      answer.cancel(true);
    }
  }
}
