package dev.pgohub.standalone;

import dev.pgohub.api.ProfileApiApplication;
import dev.pgohub.schemas.AccessToken;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.springframework.context.ConfigurableApplicationContext;

/** An API in this process at a broker with users, that asks for tokens; and a client of it. */
final class SecuredApi implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final HttpClient http = HttpClient.newHttpClient();
  private final ConfigurableApplicationContext api;
  private final Map<String, String> tokens;

  private SecuredApi(ConfigurableApplicationContext api, Map<String, String> tokens) {
    this.api = api;
    this.tokens = tokens;
  }

  static SecuredApi start(Path dir, SecuredBroker broker) throws IOException {
    Map<String, String> tokens = new TreeMap<>();
    StringBuilder lines = new StringBuilder();
    for (String rights : List.of("owner read,admin *", "writer write shop-*")) {
      String token = AccessToken.random(new SecureRandom());
      String hash = HexFormat.of().formatHex(AccessToken.hash(token));
      tokens.put(rights.split(" ")[0], token);
      lines.append(rights.replaceFirst(" ", " sha256:" + hash + " ")).append('\n');
    }
    Path file = Files.writeString(dir.resolve("tokens"), lines);
    return new SecuredApi(
        ProfileApiApplication.run(
            Map.of(
                "server.port", 0,
                "pgohub.bootstrap-servers", broker.bootstrapServers(),
                "pgohub.kafka-properties", broker.file("pgohub-api"),
                "pgohub.tokens-file", file,
                "pgohub.data-dir", dir.resolve("api"))),
        tokens);
  }

  Collection<String> tokens() {
    return tokens.values();
  }

  HttpResponse<String> get(String path, String token) throws IOException, InterruptedException {
    return send(request(path, token).GET());
  }

  HttpResponse<String> getWith(String path, String authorization)
      throws IOException, InterruptedException {
    return send(request(path, "").header("Authorization", authorization).GET());
  }

  HttpResponse<String> post(String path, String token, byte[] body)
      throws IOException, InterruptedException {
    return send(request(path, token).POST(BodyPublishers.ofByteArray(body)));
  }

  HttpResponse<String> put(String path, String json) throws IOException, InterruptedException {
    return send(
        request(path, "owner")
            .header("Content-Type", "application/json")
            .PUT(BodyPublishers.ofString(json)));
  }

  void awaitCaughtUp() throws IOException, InterruptedException {
    await("/actuator/health/readiness", body -> body.contains("\"status\":\"UP\""));
  }

  HttpResponse<String> awaitProfile(String tag) throws IOException, InterruptedException {
    await("/api/v1/tags", body -> body.matches("(?s).*\"tag\":\"" + tag + "\"[^}]*\"served\".*"));
    return get("/profile/" + tag, "owner");
  }

  /** Asks until the answer is as wanted, and returns it. */
  String await(String path, Predicate<String> wanted) throws IOException, InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      String body = get(path, "owner").body();
      if (wanted.test(body)) {
        return body;
      }
      if (System.nanoTime() - end > 0) {
        throw new AssertionError(path + " still is " + body);
      }
      Thread.sleep(50);
    }
  }

  private HttpRequest.Builder request(String path, String token) {
    URI uri = URI.create("http://127.0.0.1:" + ProfileApiApplication.port(api) + path);
    HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(PATIENCE);
    String known = tokens.get(token);
    return known == null ? request : request.header("Authorization", "Bearer " + known);
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return http.send(request.build(), BodyHandlers.ofString());
  }

  @Override
  public void close() {
    api.close();
  }
}
