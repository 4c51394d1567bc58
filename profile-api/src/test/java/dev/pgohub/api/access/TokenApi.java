package dev.pgohub.api.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pgohub.api.RunningApi;
import dev.pgohub.api.SharedApi;
import dev.pgohub.api.store.Generation;
import dev.pgohub.schemas.AccessToken;
import dev.pgohub.schemas.ProfileMode;
import dev.pgohub.schemas.ProfileTag;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** An API without a broker that asks for tokens, some tokens, and a few tags. */
final class TokenApi implements AutoCloseable {

  /** A real profile: some endpoints read it. */
  static final Generation SHOP_A =
      new Generation(
          ProfileTag.of("shop-a"),
          ProfileMode.NONE,
          1,
          SharedApi.REAL.defaultPgo(),
          SharedApi.REAL.stacks());

  static final Generation PAY = Generation.of("pay", 1);

  /** Rights and tags, by name. */
  private static final Map<String, String> TOKENS =
      Map.of(
          "reader", "read *",
          "shop", "read shop-*",
          "one", "read shop-a",
          "writer", "write shop-a",
          "curator", "admin shop-*",
          "owner", "read,write,admin *");

  private final Map<String, String> tokens = new TreeMap<>();
  private final RunningApi api;

  TokenApi(Path dir) throws Exception {
    SecureRandom random = new SecureRandom();
    StringBuilder lines = new StringBuilder();
    TOKENS.forEach(
        (name, rights) -> {
          tokens.put(name, AccessToken.random(random));
          lines.append(TokenListTest.line(name, token(name), rights)).append('\n');
        });
    Path file = Files.writeString(dir.resolve("tokens"), lines);
    Path data = dir.resolve("data");
    RunningApi.storeMessages(
        data,
        List.of(
            SHOP_A.whole(),
            SHOP_A.whole(SHOP_A.edition()),
            PAY.whole(),
            PAY.whole(PAY.edition()),
            Generation.of("shop-a-secret", 1).whole(),
            Generation.of("shop-b", 1).whole()));
    api =
        RunningApi.start(
            RunningApi.NO_BROKER,
            data,
            Map.of("pgohub.tokens-file", file, "pgohub.publish-timeout", "2s"));
  }

  RunningApi api() {
    return api;
  }

  String token(String name) {
    return tokens.getOrDefault(name, "");
  }

  String[] bearer(String name) {
    return new String[] {"Authorization", "Bearer " + token(name)};
  }

  static String basic(String user, String password) {
    return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(UTF_8));
  }

  /** With a small body, where it may have one. */
  HttpResponse<byte[]> send(String method, String path, String... headers) {
    byte[] body = method.equals("GET") || method.equals("HEAD") ? new byte[0] : new byte[] {'x'};
    var publisher = body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body);
    return api.send(api.request(path, headers).method(method, publisher));
  }

  @Override
  public void close() {
    api.close();
  }
}
