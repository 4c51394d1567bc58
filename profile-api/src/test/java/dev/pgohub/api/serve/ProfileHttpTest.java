package dev.pgohub.api.serve;

import static dev.pgohub.api.RunningApi.header;
import static dev.pgohub.api.SharedApi.SERVE;
import static dev.pgohub.api.SharedApi.UNION;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pgohub.api.RunningApi;
import dev.pgohub.api.SharedApi;
import dev.pgohub.api.store.Digest;
import dev.pgohub.api.store.Generation;
import dev.pgohub.api.store.ProfileStore;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is served, from a local copy and without any broker. */
class ProfileHttpTest {

  private static final String ETAG = "\"" + UNION.digest().hex() + "\"";
  private static final String IMMUTABLE = "public, max-age=31536000, immutable";

  private static final RunningApi api = SharedApi.get();

  private static void assertEmptyProblem(HttpResponse<byte[]> response, int status) {
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.body()).isEmpty();
    assertThat(header(response, "X-Pgohub-Problem")).isNotEmpty();
    assertThat(header(response, "Content-Type")).isEmpty();
    assertThat(header(response, "Cache-Control")).isEqualTo("no-cache");
    assertThat(header(response, "Vary")).isEqualTo("Accept");
  }

  private static void assertProblem(HttpResponse<byte[]> response, int status, String reason) {
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(header(response, "Content-Type")).isEqualTo("application/problem+json");
    assertThat(new String(response.body(), UTF_8))
        .contains("\"status\":" + status, "\"reason\":\"" + reason + "\"", "\"detail\":\"");
  }

  @Test
  void profile_comesWithAllThatBuildsRelyOn() {
    HttpResponse<byte[]> response = api.get("/profile/checkout");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo(UNION.defaultPgo());
    assertThat(header(response, "Content-Type")).isEqualTo("application/octet-stream");
    assertThat(header(response, "Content-Length")).isEqualTo("600000");
    assertThat(header(response, "ETag")).isEqualTo(ETAG);
    String digest = "sha-256=:" + UNION.digest().base64() + ":";
    assertThat(header(response, "Repr-Digest")).isEqualTo(digest);
    assertThat(header(response, "Content-Digest")).isEqualTo(digest);
    assertThat(header(response, "Content-Disposition"))
        .isEqualTo("attachment; filename=\"default.pgo\"");
    assertThat(header(response, "X-Pgohub-Generation")).isEqualTo("7");
    assertThat(header(response, "X-Pgohub-Weight")).isEqualTo("7000");
    assertThat(header(response, "Cache-Control")).isEqualTo("no-cache");
    assertThat(header(response, "X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(response.headers().map())
        .doesNotContainKeys("content-encoding", "last-modified", "transfer-encoding");
  }

  /** What is ready is sent without the controller; with a parameter, it is asked. */
  @ParameterizedTest
  @ValueSource(strings = {"held", "bare.tag_1-x", "lost", "real"})
  void profile_thatIsReady_isAnsweredAsIfItWereNot(String tag) {
    for (String known : List.of("\"x\"", "*")) {
      for (String method : List.of("GET", "HEAD")) {
        HttpResponse<byte[]> ready = send(method, "/profile/" + tag, known);
        HttpResponse<byte[]> asked = send(method, "/profile/" + tag + "?format=pprof", known);
        assertThat(ready.statusCode()).isEqualTo(asked.statusCode()).isIn(200, 304);
        assertThat(fields(ready)).isEqualTo(fields(asked));
        assertThat(ready.body()).isEqualTo(asked.body());
      }
    }
  }

  private static HttpResponse<byte[]> send(String method, String path, String known) {
    return api.send(
        api.request(path, "If-None-Match", known)
            .method(method, HttpRequest.BodyPublishers.noBody()));
  }

  private static Map<String, List<String>> fields(HttpResponse<byte[]> response) {
    Map<String, List<String>> fields = new TreeMap<>(response.headers().map());
    fields.remove("date");
    return fields;
  }

  @Test
  void profile_isNeverEncodedOnTheWay() {
    HttpResponse<byte[]> response = api.get("/profile/checkout", "Accept-Encoding", "gzip, br");
    assertThat(response.headers().map()).doesNotContainKey("content-encoding");
    assertThat(response.body()).isEqualTo(UNION.defaultPgo());
  }

  @ParameterizedTest
  @ValueSource(strings = {"*/*", "text/html", "application/json", "application/octet-stream;q=0"})
  void profile_isSentWhateverTheClientAccepts(String accept) {
    assertThat(api.get("/profile/checkout", "Accept", accept).statusCode()).isEqualTo(200);
  }

  @Test
  void head_hasTheSameFieldsAndNoBody() {
    HttpResponse<byte[]> get = api.get("/profile/checkout");
    HttpResponse<byte[]> head = api.head("/profile/checkout");
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    for (String name :
        List.of(
            "ETag",
            "Content-Length",
            "Content-Type",
            "Content-Disposition",
            "Cache-Control",
            "Repr-Digest",
            "Content-Digest",
            "X-Pgohub-Generation",
            "X-Pgohub-Weight")) {
      assertThat(header(head, name)).as(name).isNotEmpty().isEqualTo(header(get, name));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"%s", "W/%s", "\"x\", %s", "\"x\" ,W/%s,\"y\"", "*"})
  void ifNoneMatch_thatMatches_isAnswered304(String form) {
    String known = form.replace("%s", ETAG);
    for (HttpResponse<byte[]> response :
        List.of(
            api.get("/profile/checkout", "If-None-Match", known),
            api.head("/profile/checkout", "If-None-Match", known),
            api.get("/profile/checkout", "If-None-Match", "\"x\"", "If-None-Match", known))) {
      assertThat(response.statusCode()).isEqualTo(304);
      assertThat(response.body()).isEmpty();
      assertThat(header(response, "ETag")).isEqualTo(ETAG);
      assertThat(header(response, "Cache-Control")).isEqualTo("no-cache");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"x\"", "W/\"x\"", "garbage", "\"", ""})
  void ifNoneMatch_thatDoesNotMatch_isAnsweredInFull(String known) {
    assertThat(api.get("/profile/checkout", "If-None-Match", known).statusCode()).isEqualTo(200);
  }

  @Test
  void mode_hasAProfileOfItsOwn() {
    HttpResponse<byte[]> response = api.get("/profile/checkout?mode=serve");
    assertThat(response.body()).isEqualTo(SERVE.defaultPgo());
    assertThat(header(response, "X-Pgohub-Generation")).isEqualTo("3");
    assertEmptyProblem(api.get("/profile/checkout?mode=other"), 404);
    assertEmptyProblem(api.get("/profile/checkout?mode=no/mode"), 400);
  }

  @Test
  void noProfile_isAnEmpty404() {
    HttpResponse<byte[]> response = api.get("/profile/unknown");
    assertEmptyProblem(response, 404);
    assertThat(header(response, "Content-Length")).isEqualTo("0");
    assertThat(header(response, "X-Pgohub-Problem"))
        .isEqualTo("there is no profile for tag unknown yet");
    assertEmptyProblem(api.head("/profile/unknown"), 404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*/*",
        "text/html,application/xhtml+xml,*/*;q=0.8",
        "application/*",
        "application/json;q=0",
        "application/jsonx",
        "json",
        ""
      })
  void noProfile_isEmptyForWhoDoesNotAskForJson(String accept) {
    assertEmptyProblem(api.get("/profile/unknown", "Accept", accept), 404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json",
        "application/problem+json",
        "application/octet-stream, application/json;q=0.1",
        "text/html;q=0.9,APPLICATION/JSON; charset=utf-8"
      })
  void noProfile_isExplainedToWhoAsksForJson(String accept) {
    assertProblem(api.get("/profile/unknown", "Accept", accept), 404, "no_profile");
  }

  @Test
  void noProfile_canBeAskedForAsNothing() {
    HttpResponse<byte[]> response = api.get("/profile/unknown?missing=empty");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEmpty();
    assertThat(header(response, "Content-Length")).isEqualTo("0");
    assertThat(header(response, "ETag")).isEqualTo("\"" + Digest.OF_NOTHING.hex() + "\"");
    assertThat(header(response, "Cache-Control")).isEqualTo("no-cache");
    assertThat(api.get("/profile/checkout?missing=empty").body()).isEqualTo(UNION.defaultPgo());
    assertEmptyProblem(api.get("/profile/unknown?missing=full"), 400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-x", "a..b", "a.git", "a%20b", "%C3%A4", "a%0Ab", "x@", "x@sha256:12"})
  void badName_isAnEmpty400(String name) {
    assertEmptyProblem(api.get("/profile/" + name), 400);
    assertEmptyProblem(api.get("/profile/" + name + "/stacks"), 400);
  }

  @Test
  void badName_isExplainedToWhoAsksForJson() {
    assertProblem(api.get("/profile/a..b", "Accept", "application/json"), 400, "bad_tag");
    assertProblem(api.get("/profile/a@md5:1", "Accept", "application/json"), 400, "bad_digest");
  }

  @Test
  void problemField_isOneLineOfAscii() {
    String problem =
        header(api.get("/profile/a%0D%0AX:%20%C3%A4" + "y".repeat(600)), "X-Pgohub-Problem");
    assertThat(problem).matches("[\\x20-\\x7e]{1,500}");
  }

  @Test
  void generation_byDigestOrUniquePrefix_isServedForEver() {
    String hex = UNION.digest().hex();
    for (String digest : List.of(hex, hex.substring(0, 12), hex.toUpperCase())) {
      HttpResponse<byte[]> response = api.get("/profile/checkout@sha256:" + digest);
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.body()).isEqualTo(UNION.defaultPgo());
      assertThat(header(response, "Cache-Control")).isEqualTo(IMMUTABLE);
      assertThat(header(response, "ETag")).isEqualTo(ETAG);
    }
    assertThat(api.get("/profile/checkout%40sha256%3A" + hex).statusCode()).isEqualTo(200);
    assertThat(api.get("/profile/checkout@sha256:" + hex, "If-None-Match", ETAG).statusCode())
        .isEqualTo(304);
  }

  @Test
  void generation_ofAMode_isFoundByItsDigest() {
    String path = "/profile/checkout@sha256:" + SERVE.digest().hex();
    assertThat(api.get(path).body()).isEqualTo(SERVE.defaultPgo());
    assertThat(api.get(path + "?mode=serve").body()).isEqualTo(SERVE.defaultPgo());
    assertEmptyProblem(
        api.get("/profile/checkout@sha256:" + UNION.digest().hex() + "?mode=serve"), 404);
  }

  @Test
  void generation_thatIsNotKept_isAnEmpty404() {
    String other = "/profile/checkout@sha256:" + "0".repeat(64);
    assertEmptyProblem(api.get(other), 404);
    assertEmptyProblem(api.get(other + "?missing=empty"), 404);
    assertProblem(api.get(other, "Accept", "application/json"), 404, "no_generation");
    String tooLong = "/profile/checkout@sha256:" + UNION.digest().hex() + "0";
    assertEmptyProblem(api.get(tooLong), 400);
  }

  @Test
  void stacks_areServedBesideTheProfile() {
    HttpResponse<byte[]> response = api.get("/profile/checkout/stacks");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo(UNION.stacks());
    String etag = "\"" + UNION.stacksDigest().hex() + "\"";
    assertThat(header(response, "ETag")).isEqualTo(etag);
    assertThat(header(response, "Content-Type")).isEqualTo("application/octet-stream");
    assertThat(header(response, "Content-Disposition"))
        .isEqualTo("attachment; filename=\"checkout.stacks.pb.gz\"");
    assertThat(header(response, "Repr-Digest"))
        .isEqualTo("sha-256=:" + UNION.stacksDigest().base64() + ":");
    assertThat(header(response, "Cache-Control")).isEqualTo("no-cache");
    assertThat(api.get("/profile/checkout/stacks", "If-None-Match", etag).statusCode())
        .isEqualTo(304);
    assertThat(api.head("/profile/checkout/stacks").statusCode()).isEqualTo(200);
    assertThat(api.get("/profile/checkout/stacks?mode=serve").body()).isEqualTo(SERVE.stacks());
  }

  @Test
  void stacks_thatAreNotKept_areA404() {
    assertEmptyProblem(api.get("/profile/bare.tag_1-x/stacks"), 404);
    assertEmptyProblem(api.get("/profile/unknown/stacks"), 404);
    assertProblem(
        api.get("/profile/bare.tag_1-x/stacks", "Accept", "application/json"), 404, "no_stacks");
  }

  @Test
  void heldGeneration_isServedInPlaceOfTheLatest() {
    HttpResponse<byte[]> response = api.get("/profile/held");
    assertThat(response.body()).isEqualTo(SharedApi.HELD.get(0).defaultPgo());
    assertThat(header(response, "X-Pgohub-Generation")).isEqualTo("1");
    assertThat(header(response, "X-Pgohub-Hold")).isEqualTo("the new one is slow ? see page 7");
    assertThat(header(response, "Cache-Control")).isEqualTo("no-cache");
    assertThat(api.get("/profile/held/stacks").body()).isEqualTo(SharedApi.HELD.get(0).stacks());
    assertThat(header(api.get("/profile/checkout"), "X-Pgohub-Hold")).isEmpty();
    assertThat(header(api.head("/profile/held"), "X-Pgohub-Hold")).isNotEmpty();
  }

  @Test
  void holdOfAGenerationThatIsGone_holdsNothing() {
    HttpResponse<byte[]> response = api.get("/profile/lost");
    assertThat(response.body()).isEqualTo(SharedApi.LOST.defaultPgo());
    assertThat(header(response, "X-Pgohub-Hold")).isEmpty();
  }

  @Test
  void keptGeneration_isServedByItsDigest() {
    for (Generation generation : SharedApi.HELD) {
      String path = "/profile/held@sha256:" + generation.digest().hex();
      HttpResponse<byte[]> response = api.get(path);
      assertThat(response.body()).isEqualTo(generation.defaultPgo());
      assertThat(header(response, "Cache-Control")).isEqualTo(IMMUTABLE);
      assertThat(header(response, "X-Pgohub-Hold")).isEmpty();
      assertThat(api.get(path.substring(0, path.length() - 52)).body()).isEqualTo(response.body());
      assertThat(api.get(path + "/stacks").body()).isEqualTo(generation.stacks());
      assertEmptyProblem(api.get(path + "/live"), 400);
    }
  }

  @Test
  void tagBelowReadiness_isA404ThatSaysWhatIsMissing() {
    for (HttpResponse<byte[]> response :
        List.of(api.get("/profile/early"), api.head("/profile/early"))) {
      assertEmptyProblem(response, 404);
      assertThat(header(response, "X-Pgohub-Missing-Weight")).isEqualTo("588");
      assertThat(header(response, "X-Pgohub-Problem"))
          .isEqualTo(
              "tag early is not ready: 412 of 1000 samples; 5.9 more core-seconds are to be"
                  + " sampled, at the observed rate until 2023-11-14T22:28:20Z");
    }
    HttpResponse<byte[]> explained = api.get("/profile/early", "Accept", "application/json");
    assertProblem(explained, 404, "not_ready");
    assertThat(new String(explained.body(), UTF_8))
        .contains("\"missingWeight\":588", "\"missingCoreSeconds\":5.88");
    HttpResponse<byte[]> empty = api.get("/profile/early?missing=empty");
    assertThat(empty.statusCode()).isEqualTo(200);
    assertThat(empty.body()).isEmpty();
    assertThat(header(empty, "X-Pgohub-Missing-Weight")).isEqualTo("588");
    HttpResponse<byte[]> mode = api.get("/profile/early?mode=serve", "Accept", "application/json");
    assertProblem(mode, 404, "not_ready");
  }

  @Test
  void live_isTheMergeAsOfNow() {
    HttpResponse<byte[]> early = api.get("/profile/early/live");
    assertThat(early.body()).isEqualTo(SharedApi.EARLY.defaultPgo());
    assertThat(header(early, "Cache-Control")).isEqualTo("no-cache");
    assertThat(header(early, "ETag")).isEqualTo("\"" + SharedApi.EARLY.digest().hex() + "\"");
    assertThat(api.get("/profile/early/live?mode=serve").body())
        .isEqualTo(SharedApi.EARLY_MODE.defaultPgo());
    assertThat(api.get("/profile/early/stacks").body()).isEqualTo(SharedApi.EARLY.stacks());
    assertThat(api.get("/profile/checkout/live").body()).isEqualTo(UNION.defaultPgo());
    assertEmptyProblem(api.get("/profile/unknown/live"), 404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"preprofile", "collapsed", "speedscope", "llvm"})
  void otherFormat_isMadeOfTheSameProfile(String format) {
    for (String path : List.of("/profile/real", "/profile/real/live", "/profile/real/stacks")) {
      String url = path + "?format=" + format;
      HttpResponse<byte[]> response = api.get(url);
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.body().length).isGreaterThan(1000);
      assertThat(header(response, "Content-Type")).endsWith(";charset=UTF-8");
      assertThat(header(response, "Content-Disposition")).contains("\"real." + format + ".");
      assertThat(header(response, "Cache-Control")).isEqualTo("no-cache");
      String etag = header(response, "ETag");
      assertThat(etag).startsWith("W/\"").endsWith("-" + format + "\"");
      assertThat(api.get(url, "If-None-Match", etag).statusCode()).isEqualTo(304);
      HttpResponse<byte[]> head = api.head(url);
      assertThat(head.body()).isEmpty();
      assertThat(header(head, "ETag")).isEqualTo(etag);
    }
  }

  @Test
  void preprofile_startsAsGoWritesIt() {
    assertThat(new String(api.get("/profile/real?format=preprofile").body(), UTF_8))
        .startsWith("GO PREPROFILE V1\n");
    assertThat(api.get("/profile/real?format=pprof").body()).isEqualTo(SharedApi.REAL.defaultPgo());
  }

  @Test
  void format_thatIsUnknown_isRefusedWithTheKnownOnes() {
    for (String path : List.of("/profile/real", "/profile/real/live", "/profile/real/stacks")) {
      HttpResponse<byte[]> response = api.get(path + "?format=svg", "Accept", "application/json");
      assertProblem(response, 400, "bad_format");
      assertThat(new String(response.body(), UTF_8)).contains("pprof, preprofile, collapsed");
    }
    assertEmptyProblem(api.get("/profile/bare.tag_1-x?format=collapsed"), 404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/nowhere", "/profile", "/profile/", "/profile/a/b", "/error"})
  void unknownPath_isAnEmpty404(String path) {
    assertEmptyProblem(api.get(path), 404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /profile/{x HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /profile/a%2Fb HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /profile/%zz HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /profile/a HTTP/1.1\r\n\r\n",
        "GET /profile/a HTTP/1.1\r\nHost: x\r\nbad header\r\nContent-Length: -1\r\n\r\n",
        "nonsense\r\n\r\n"
      })
  void malformedRequest_hasNoBodyEither(String request) throws IOException {
    try (Socket socket = api.connect()) {
      OutputStream out = socket.getOutputStream();
      out.write(request.getBytes(UTF_8));
      out.flush();
      String answer = RunningApi.readAll(socket.getInputStream());
      assertThat(answer).startsWith("HTTP/1.1 400").endsWith("\r\n\r\n").doesNotContain("<");
    }
  }

  @Test
  void otherMethod_isRefused() {
    HttpResponse<byte[]> response = api.send(api.request("/profile/checkout").DELETE());
    assertProblem(response, 405, "method_not_allowed");
    assertThat(header(response, "Allow")).contains("GET", "POST");
  }

  @Test
  void gets_areCountedByStatus() {
    api.get("/profile/held");
    api.get("/profile/unknown");
    String metrics = new String(api.get("/actuator/prometheus").body(), UTF_8);
    assertThat(metrics)
        .contains(
            "pgohub_profile_gets_total{status=\"200\"}",
            "pgohub_profile_gets_total{status=\"404\"}",
            "pgohub_store_profiles " + (double) api.bean(ProfileStore.class).profiles(),
            "pgohub_store_content_bytes ",
            "pgohub_store_rejections 3.0",
            "pgohub_store_files_bytes",
            "uri=\"/profile/{address}\"",
            "pgohub_broker_connected 0.0");
  }

  @Test
  void withoutABroker_itServesButIsNotReady() {
    for (String path : List.of("/actuator/health", "/actuator/health/readiness")) {
      HttpResponse<byte[]> response = api.get(path);
      assertThat(response.statusCode()).isEqualTo(503);
      assertThat(new String(response.body(), UTF_8)).contains("\"profiles\"", "OUT_OF_SERVICE");
    }
    assertThat(new String(api.get("/actuator/health").body(), UTF_8))
        .contains("\"broker\"", "UNKNOWN");
    assertThat(api.get("/actuator/health/liveness").statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/actuator",
        "/actuator/env",
        "/actuator/info",
        "/actuator/beans",
        "/actuator/heapdump",
        "/actuator/loggers",
        "/actuator/metrics"
      })
  void otherActuators_areNotExposed(String path) {
    assertThat(api.get(path).statusCode()).isEqualTo(404);
  }
}
