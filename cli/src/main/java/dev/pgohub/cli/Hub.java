package dev.pgohub.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** A hub, over HTTP. Nothing waits for ever, and no answer is held beyond a limit. Thread-safe. */
final class Hub {

  private static final int MAX_BODY_BYTES = 256 << 20;
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final URI base;
  private final String token;
  private final Retry retry;
  private final HttpClient http;

  private Hub(URI base, String token, Retry retry) {
    this.base = base;
    this.token = token;
    this.retry = retry;
    // A redirection would carry the token to whoever it names.
    HttpClient.Redirect redirect =
        token.isEmpty() ? HttpClient.Redirect.NORMAL : HttpClient.Redirect.NEVER;
    http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(redirect)
            .connectTimeout(CONNECT)
            .build();
  }

  /**
   * The hub at an address.
   *
   * @param token sent as bearer token; empty: none
   * @throws CommandFailure when that is no address
   */
  static Hub at(String address, String token) throws CommandFailure {
    String base = address.endsWith("/") ? address.substring(0, address.length() - 1) : address;
    try {
      URI uri = URI.create(base);
      boolean isHttp = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      if (isHttp && uri.getHost() != null) {
        return new Hub(uri, token, new Retry());
      }
    } catch (IllegalArgumentException e) {
      // said below
    }
    throw new CommandFailure(
        ExitCode.WRONG_USE, address + " is no address of a hub, such as http://localhost:8080");
  }

  /**
   * What a hub answered.
   *
   * @param status of HTTP
   * @param body all of it
   */
  record Answer(int status, HttpResponse<?> head, byte[] body) {

    Optional<String> header(String name) {
      return head.headers().firstValue(name);
    }

    String text() {
      return new String(body, UTF_8);
    }

    boolean isOk() {
      return status == 200;
    }
  }

  /** Where it is. */
  URI base() {
    return base;
  }

  /** Gets what stands at a path, whatever the status. */
  Answer get(String path, Map<String, String> headers) throws CommandFailure {
    return patiently(request(path, headers).GET().build());
  }

  /** Gets what must be there. */
  Answer require(String path) throws CommandFailure {
    Answer answer = get(path, Map.of("Accept", "application/json, */*;q=0.5"));
    if (!answer.isOk()) {
      throw refused(answer);
    }
    return answer;
  }

  /** Posts a profile, whatever the status of the answer. */
  Answer post(String path, byte[] body) throws CommandFailure {
    return patiently(
        request(path, Map.of("Content-Type", "application/octet-stream"))
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build());
  }

  /** What it means that an answer is not the one that was hoped for. */
  static CommandFailure refused(Answer answer) {
    int code =
        answer.status() == 429 || answer.status() >= 500 ? ExitCode.NO_HUB : ExitCode.REFUSED;
    return new CommandFailure(code, reason(answer));
  }

  /** One line: the status and what the hub says of it. */
  static String reason(Answer answer) {
    String detail = answer.header("X-Pgohub-Problem").orElse("");
    String reason = "";
    try {
      Map<String, Object> problem = JsonReader.object(answer.text());
      detail = String.valueOf(problem.getOrDefault("detail", detail));
      reason = String.valueOf(problem.getOrDefault("reason", ""));
    } catch (IllegalArgumentException e) {
      // An answer of something that is no hub, or one without a body.
    }
    return (reason.isEmpty() ? "the hub answers " + answer.status() : reason)
        + (detail.isEmpty() ? "" : ": " + detail);
  }

  private HttpRequest.Builder request(String path, Map<String, String> headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path)).timeout(PATIENCE);
    headers.forEach(request::header);
    request.header("User-Agent", "pgohub-cli");
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    return request;
  }

  private Answer patiently(HttpRequest request) throws CommandFailure {
    return retry.whileBusy(() -> send(request));
  }

  private Answer send(HttpRequest request) throws CommandFailure {
    Collector body = new Collector();
    CompletableFuture<HttpResponse<Void>> sent =
        http.sendAsync(request, BodyHandlers.ofByteArrayConsumer(body));
    try {
      HttpResponse<Void> head = sent.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      return new Answer(head.statusCode(), head, body.bytes.toByteArray());
    } catch (ExecutionException e) {
      throw noAnswer(e.getCause() instanceof IOException io ? Network.describe(io) : e.toString());
    } catch (TimeoutException e) {
      sent.cancel(true);
      throw noAnswer("nothing came for " + PATIENCE.toMinutes() + " minutes");
    } catch (InterruptedException e) {
      sent.cancel(true);
      Thread.currentThread().interrupt();
      throw noAnswer("interrupted");
    }
  }

  private CommandFailure noAnswer(String why) {
    return new CommandFailure(
        ExitCode.NO_HUB,
        "no hub answers at " + base + " (" + why + "); scripts/up starts one, --url names another");
  }

  /** Collects a body up to the limit. */
  private static final class Collector implements Consumer<Optional<byte[]>> {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @Override
    public void accept(Optional<byte[]> piece) {
      if (piece.isPresent()) {
        if (bytes.size() + piece.get().length > MAX_BODY_BYTES) {
          throw new IllegalStateException("more than " + MAX_BODY_BYTES + " bytes came");
        }
        bytes.writeBytes(piece.get());
      }
    }
  }
}
