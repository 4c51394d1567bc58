package dev.pgohub.api.tags;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pgohub.api.RunningApi;
import dev.pgohub.api.store.Generation;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class TagHttpTest {

  private static final Generation UNION = Generation.of("checkout", "", 7, 600, 900);

  @TempDir static Path dir;
  private static RunningApi api;
  private final JsonMapper json = new JsonMapper();

  @BeforeAll
  static void start() {
    List<Generation> generations = new ArrayList<>();
    generations.add(UNION);
    generations.add(Generation.of("checkout", "serve", 3, 5, 0));
    generations.add(Generation.of("checkout", "batch", 2, 5, 5));
    generations.add(Generation.of("only-modes", "serve", 1, 5, 5));
    for (int i = 0; i < 10; i++) {
      generations.add(Generation.of("tag-" + i, 1));
    }
    RunningApi.store(dir, generations);
    api = RunningApi.start(RunningApi.NO_BROKER, dir);
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  private JsonNode read(String path) {
    HttpResponse<byte[]> response = api.get(path);
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(RunningApi.header(response, "Content-Type")).isEqualTo("application/json");
    return json.readTree(response.body());
  }

  private void assertProblem(String path, int status, String reason) {
    HttpResponse<byte[]> response = api.get(path);
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(RunningApi.header(response, "Content-Type")).isEqualTo("application/problem+json");
    assertThat(json.readTree(response.body()).get("reason").asString()).isEqualTo(reason);
  }

  @Test
  void tag_tellsItsFacts() {
    String hex = UNION.digest().hex();
    assertThat(read("/api/v1/tags/checkout"))
        .isEqualTo(
            json.readTree(
                """
                {"tag": "checkout", "modes": ["batch", "serve"],
                 "generation": 7, "digest": "sha256:%s", "bytes": 600,
                 "weight": 7000, "fragments": 7, "edges": 42, "edgeWeight": 6300, "stacks": 99,
                 "durationSeconds": 90.0,
                 "firstStart": "2023-11-14T22:13:20Z", "lastStart": "2023-11-14T22:23:20.500Z",
                 "published": "2023-11-14T22:25:00.123Z",
                 "urls": {"self": "/api/v1/tags/checkout", "profile": "/profile/checkout",
                          "generation": "/profile/checkout@sha256:%s",
                          "stacks": "/profile/checkout/stacks"}}
                """
                    .formatted(hex, hex)));
  }

  @Test
  void urls_leadToWhatTheyName() {
    for (String tag : List.of("checkout", "checkout?mode=serve", "checkout?mode=batch")) {
      read("/api/v1/tags/" + tag)
          .get("urls")
          .values()
          .forEach(url -> assertThat(api.get(url.asString()).statusCode()).isEqualTo(200));
    }
  }

  @Test
  void mode_tellsItsOwnFacts() {
    JsonNode mode = read("/api/v1/tags/checkout?mode=serve");
    assertThat(mode.get("mode").asString()).isEqualTo("serve");
    assertThat(mode.get("generation").asInt()).isEqualTo(3);
    assertThat(mode.get("urls").has("stacks")).isFalse();
    assertProblem("/api/v1/tags/checkout?mode=other", 404, "no_profile");
    assertProblem("/api/v1/tags/checkout?mode=.", 400, "bad_mode");
  }

  @Test
  void tagWithoutAUnion_listsItsModes() {
    JsonNode tag = read("/api/v1/tags/only-modes");
    assertThat(tag.get("modes").size()).isEqualTo(1);
    assertThat(tag.has("generation")).isFalse();
  }

  @Test
  void unknownTag_is404() {
    assertProblem("/api/v1/tags/unknown", 404, "no_profile");
    assertProblem("/api/v1/tags/a..b", 400, "bad_tag");
    assertProblem("/api/v1/nothing", 404, "not_found");
  }

  @Test
  void pages_followEachOther() {
    List<String> seen = new ArrayList<>();
    String path = "/api/v1/tags?limit=5";
    int pages = 0;
    for (JsonNode page = read(path); ; page = read(path)) {
      pages++;
      page.get("tags").values().forEach(tag -> seen.add(tag.get("tag").asString()));
      if (!page.has("next")) {
        break;
      }
      path = "/api/v1/tags?limit=5&after=" + page.get("next").asString();
    }
    assertThat(pages).isEqualTo(3);
    assertThat(seen).hasSize(12).isSorted().doesNotHaveDuplicates();
    assertThat(read("/api/v1/tags").get("tags").size()).isEqualTo(12);
    assertThat(read("/api/v1/tags?after=zzz").get("tags").size()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "1001", "many", "99999999999"})
  void badLimit_isRefused(String limit) {
    assertProblem("/api/v1/tags?limit=" + limit, 400, "bad_limit");
  }

  @Test
  void json_isUtf8AndNotSniffed() {
    assertThat(RunningApi.header(api.get("/api/v1/tags"), "X-Content-Type-Options"))
        .isEqualTo("nosniff");
    assertThat(new String(api.get("/api/v1/tags").body(), UTF_8)).startsWith("{\"tags\":[");
  }
}
