package dev.pgohub.api.tags;

import static dev.pgohub.api.SharedApi.UNION;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pgohub.api.RunningApi;
import dev.pgohub.api.SharedApi;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class TagHttpTest {

  private static final RunningApi api = SharedApi.get();
  private final JsonMapper json = new JsonMapper();

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

  /** What depends on the clock is looked at by itself. */
  private JsonNode withoutAges(JsonNode tag) {
    ObjectNode copy = (ObjectNode) tag.deepCopy();
    assertThat(copy.remove("ageSeconds").asLong()).isGreaterThan(10_000_000);
    assertThat(copy.remove("idleSeconds").asLong()).isGreaterThan(10_000_000);
    return copy;
  }

  @Test
  void tag_tellsAllThatIsKnown() {
    String hex = UNION.digest().hex();
    JsonNode tag = withoutAges(read("/api/v1/tags/checkout"));
    assertThat(tag.get("policy").get("pending").get("minSamples").asInt()).isEqualTo(20);
    assertThat(tag.get("policy").get("inForce").get("minSamples").asInt()).isEqualTo(10);
    ObjectNode policy = (ObjectNode) tag.get("policy");
    policy.remove(List.of("inForce", "pending"));
    assertThat(tag)
        .isEqualTo(
            json.readTree(
                """
                {"tag": "checkout", "modes": ["batch", "serve"], "state": "served", "stale": true,
                 "generation": 7, "digest": "sha256:%1$s", "bytes": 600000,
                 "weight": 7000, "fragments": 7, "edges": 42, "edgeWeight": 6300, "stacks": 99,
                 "durationSeconds": 90.0,
                 "firstStart": "2023-11-14T22:13:20Z", "lastStart": "2023-11-14T22:23:20.500Z",
                 "published": "2023-11-14T22:25:00.123Z", "why": "changed",
                 "received": {"fragments": 70, "weight": 7000, "duplicates": 2, "refused": 3,
                   "refusals": [{"reason": "too_short", "count": 3,
                     "last": "2023-11-14T22:25:00Z", "lastDetail": "0.5 s; at least 1 s",
                     "hint": "Collect longer, or lower minDuration in the tag's policy."}],
                   "instances": 5, "buckets": 6, "cutFrames": 9,
                   "lastStart": "2023-11-14T22:23:20.500Z", "partition": 4,
                   "updated": "2023-11-14T22:25:00.500Z"},
                 "policy": {"fromOffset": 17, "set": ["fieldOfTheFuture", "minSamples", "modes"],
                   "changed": "2023-11-14T22:21:40Z"},
                 "readiness": {"ready": true, "weight": 7000, "needed": 1000, "missingWeight": 0,
                   "missingCoreSeconds": 0.0, "weightPerSecond": 0.0},
                 "byMode": [{"mode": "serve", "fragments": 60, "weight": 6000, "overlap": 0.9,
                   "hotKept": 0.95}],
                 "byBuild": [{"build": "v2", "fragments": 10, "weight": 1000,
                   "firstStart": "2023-11-14T22:13:20Z", "lastStart": "2023-11-14T22:23:20Z",
                   "matched": 0.75}],
                 "groups": [{"instances": ["pod-1"], "weight": 500, "overlap": 0.2,
                   "expectedOverlap": 0.8, "proposedMode": "group-1"}],
                 "gate": {"decision": "unchanged", "overlap": 0.97, "expectedOverlap": 0.96,
                   "hotMoved": 0.0, "decided": "2023-11-14T22:25:00.400Z"},
                 "publication": {"repository": "https://git.example.org/checkout.git",
                   "branch": "main", "path": "cmd/checkout/default.pgo", "way": "review",
                   "credentials": "env:CHECKOUT_TOKEN",
                   "result": {"digest": "sha256:%1$s", "generation": 7, "commit": "0123abcd",
                     "published": "2023-11-14T22:25:00.600Z", "pinned": 1}},
                 "urls": {"self": "/api/v1/tags/checkout", "profile": "/profile/checkout",
                   "generation": "/profile/checkout@sha256:%1$s",
                   "generations": "/api/v1/tags/checkout/generations",
                   "rejections": "/api/v1/tags/checkout/rejections",
                   "policy": "/api/v1/tags/checkout/policy",
                   "stacks": "/profile/checkout/stacks"}}
                """
                    .formatted(hex)));
  }

  @Test
  void tagBelowReadiness_saysWhatIsMissing() {
    JsonNode tag = read("/api/v1/tags/early");
    assertThat(tag.get("state").asString()).isEqualTo("not_ready");
    assertThat(tag.has("generation")).isFalse();
    assertThat(tag.get("readiness").get("missingWeight").asInt()).isEqualTo(588);
    assertThat(tag.get("readiness").get("readyAt").asString()).isEqualTo("2023-11-14T22:28:20Z");
    assertThat(tag.get("live").get("bytes").asInt()).isEqualTo(800);
    assertThat(tag.get("urls").has("live")).isTrue();
    assertThat(tag.get("urls").has("profile")).isFalse();
  }

  @Test
  void heldTag_saysWhatIsHeldAndWhatIsLatest() {
    JsonNode tag = read("/api/v1/tags/held");
    assertThat(tag.get("state").asString()).isEqualTo("held");
    assertThat(tag.get("generation").asInt()).isEqualTo(1);
    assertThat(tag.get("current").get("generation").asInt()).isEqualTo(3);
    assertThat(tag.get("hold"))
        .isEqualTo(
            json.readTree(
                """
                {"digest": "sha256:%s", "generation": 1, "mode": "", "reason": "%s",
                 "since": "2023-11-14T22:26:40Z"}
                """
                    .formatted(SharedApi.HELD.get(0).digest().hex(), SharedApi.HOLD_REASON)));
    assertThat(read("/api/v1/tags/held/hold")).isEqualTo(tag.get("hold"));
    JsonNode lost = read("/api/v1/tags/lost");
    assertThat(lost.get("state").asString()).isEqualTo("served");
    assertThat(lost.get("hold").has("generation")).isFalse();
  }

  @Test
  void generations_areListedNewestFirst() {
    JsonNode page = read("/api/v1/tags/held/generations?limit=2");
    JsonNode first = page.get("generations").get(0);
    assertThat(first)
        .isEqualTo(
            json.readTree(
                """
                {"generation": 3, "digest": "sha256:%1$s", "bytes": 1000, "weight": 3000,
                 "fragments": 7, "edges": 42, "edgeWeight": 2700, "stacks": 99,
                 "durationSeconds": 90.0, "firstStart": "2023-11-14T22:13:20Z",
                 "lastStart": "2023-11-14T22:23:20.500Z", "published": "2023-11-14T22:25:00.123Z",
                 "instances": 5, "builds": [{"name": "v1", "weight": 10}],
                 "modes": [{"name": "", "weight": 10}], "policy": {"stitch": "sum"},
                 "offsets": [{"partition": 4, "first": 10, "last": 20}], "engineVersion": 1,
                 "cutFrames": 0, "neverInlined": {"edges": 0, "weight": 0},
                 "cut": {"edges": 0, "weight": 0}, "limitedInstances": 0, "why": "changed", "pinned": false,
                 "url": "/profile/held@sha256:%1$s"}
                """
                    .formatted(SharedApi.HELD.get(2).digest().hex())));
    assertThat(page.get("next").asInt()).isEqualTo(2);
    JsonNode rest = read("/api/v1/tags/held/generations?after=2");
    assertThat(rest.has("next")).isFalse();
    assertThat(rest.get("generations").size()).isEqualTo(1);
    assertThat(rest.get("generations").get(0).get("served").asString()).isEqualTo("held");
    assertThat(api.get(rest.get("generations").get(0).get("url").asString()).statusCode())
        .isEqualTo(200);
    assertThat(
            read("/api/v1/tags/real/generations")
                .get("generations")
                .get(0)
                .get("served")
                .asString())
        .isEqualTo("current");
    assertThat(read("/api/v1/tags/unknown/generations").get("generations").size()).isZero();
    assertProblem("/api/v1/tags/held/generations?after=x", 400, "bad_after");
  }

  @Test
  void rejections_sayWhyAndWhatToDo() {
    JsonNode all = read("/api/v1/tags/refused/rejections").get("rejections");
    assertThat(all.size()).isEqualTo(3);
    assertThat(all.get(0).get("reason").asString()).isEqualTo("bad_envelope");
    assertThat(all.get(2))
        .isEqualTo(
            json.readTree(
                """
                {"reason": "too_short", "detail": "detail of too_short",
                 "hint": "Collect longer, or lower minDuration in the tag's policy.",
                 "partition": 2, "offset": 40, "arrived": "2023-11-14T22:13:20Z",
                 "fragment": "f-1", "instance": "pod-1", "build": "v1",
                 "recordBytes": 16, "profileBytes": 0}
                """));
    assertThat(read("/api/v1/tags/refused/rejections?reason=idle").get("rejections").size())
        .isEqualTo(1);
    assertThat(read("/api/v1/tags/refused/rejections?limit=2").get("rejections").size())
        .isEqualTo(2);
    assertThat(read("/api/v1/tags/refused").get("state").asString()).isEqualTo("no_profile");
  }

  @Test
  void edges_areThoseOfTheCompiler() {
    JsonNode edges = read("/api/v1/tags/real/edges?limit=3");
    String[] lines =
        new String(api.get("/profile/real?format=preprofile").body(), UTF_8).split("\n");
    assertThat(edges.get("totalEdges").asInt()).isEqualTo((lines.length - 1) / 3);
    assertThat(edges.get("hotEdges").asInt()).isBetween(3, edges.get("totalEdges").asInt());
    assertThat(edges.get("edges").size()).isEqualTo(3);
    JsonNode first = edges.get("edges").get(0);
    assertThat(first.get("caller").asString()).isEqualTo(lines[1]);
    assertThat(first.get("callee").asString()).isEqualTo(lines[2]);
    assertThat(first.get("offset") + " " + first.get("weight")).isEqualTo(lines[3]);
    assertThat(first.get("hot").asBoolean()).isTrue();
    assertThat(first.get("share").asDouble()).isEqualTo(first.get("cumulatedShare").asDouble());
    assertThat(read("/api/v1/tags/real/edges?edition=live").get("totalWeight").asLong())
        .isGreaterThan(edges.get("totalWeight").asLong());
    assertProblem("/api/v1/tags/unknown/edges", 404, "no_generation");
    assertProblem("/api/v1/tags/real/edges?edition=latest", 400, "bad_edition");
  }

  @Test
  void diff_comparesGenerationsHoweverTheyAreNamed() {
    String hex = SharedApi.REAL.digest().hex();
    for (String name : List.of("1", "current", "served", hex, "sha256:" + hex.substring(0, 12))) {
      JsonNode same = read("/api/v1/tags/real/diff?from=" + name + "&to=1");
      assertThat(same.get("overlap").asDouble()).isEqualTo(1);
      assertThat(same.get("moved").size()).isZero();
    }
    JsonNode diff = read("/api/v1/tags/real/diff?limit=2");
    assertThat(diff.get("from").get("generation").asInt()).isEqualTo(1);
    assertThat(diff.get("to").get("generation").asInt()).isZero();
    assertThat(diff.get("overlap").asDouble()).isBetween(0.3, 0.99);
    assertThat(diff.get("overlap").asDouble() + diff.get("movedShare").asDouble())
        .isCloseTo(1, within(1e-9));
    assertThat(diff.get("becameHotCount").asInt()).isPositive();
    assertThat(diff.get("becameHot").size()).isLessThanOrEqualTo(2);
    assertThat(diff.get("moved").size()).isEqualTo(2);
    assertThat(diff.get("moved").get(0).has("hotBefore")).isTrue();
    assertProblem("/api/v1/tags/real/diff?from=9", 404, "no_generation");
  }

  @Test
  void policy_isTyped() {
    HttpResponse<byte[]> response = api.get("/api/v1/tags/checkout/policy");
    JsonNode policy = json.readTree(response.body());
    assertThat(policy.get("policy"))
        .isEqualTo(
            json.readTree(
                """
                {"stitch": "rate", "minDuration": "1s", "minSamples": 20, "minSymbolized": 0.8,
                 "maxIdle": 0.95, "maxAge": "7d", "maxSkew": "10m",
                 "maxFragmentsPerInstance": 720, "readyWeight": 1000, "halfLife": "7d",
                 "window": "28d", "modes": {"batch": 1, "serve": 3}, "gate": "noise",
                 "keepStacks": true, "buildStacks": 4, "maxInstanceShare": 0.9, "maxEdges": 250000,
                 "maxBytes": 8388608, "neverInline": []}
                """));
    assertThat(RunningApi.header(response, "ETag")).matches("\"[0-9a-f]{64}\"");
    assertThat(read("/api/v1/tags/unknown/policy").get("set").size()).isZero();
  }

  @Test
  void whatWasNotSaid_is404() {
    assertProblem("/api/v1/tags/checkout/hold", 404, "no_hold");
    assertProblem("/api/v1/tags/held/publication", 404, "no_publication");
    assertThat(read("/api/v1/tags/checkout/publication").get("way").asString()).isEqualTo("review");
  }

  @Test
  void change_withoutABroker_isRefusedForNow() {
    HttpResponse<byte[]> response =
        api.send(
            api.request("/api/v1/tags/checkout/policy", "Content-Type", "application/json")
                .PUT(BodyPublishers.ofString("{\"stitch\": \"sum\"}")));
    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(new String(response.body(), UTF_8)).contains("broker_unavailable");
    assertThat(RunningApi.header(response, "Retry-After")).isNotEmpty();
  }

  @Test
  void urls_leadToWhatTheyName() {
    for (String tag :
        List.of(
            "checkout", "checkout?mode=serve", "checkout?mode=batch", "early", "held", "real")) {
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
    assertThat(read("/api/v1/tags/bare.tag_1-x").get("urls").has("stacks")).isFalse();
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
    String path = "/api/v1/tags?limit=5&q=a";
    int pages = 0;
    for (JsonNode page = read(path); ; page = read(path)) {
      pages++;
      page.get("tags").values().forEach(tag -> seen.add(tag.get("tag").asString()));
      if (!page.has("next")) {
        break;
      }
      path = "/api/v1/tags?limit=5&q=a&after=" + page.get("next").asString();
    }
    assertThat(pages).isEqualTo(3);
    assertThat(seen)
        .hasSize(13)
        .isSorted()
        .doesNotHaveDuplicates()
        .contains("bare.tag_1-x", "early", "real", "tag-0");
    assertThat(read("/api/v1/tags?q=refused").get("tags").get(0).get("state").asString())
        .isEqualTo("no_profile");
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
