package dev.pgohub.api.intake;

import static dev.pgohub.api.RunningApi.header;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pgohub.api.Corpus;
import dev.pgohub.api.RunningApi;
import dev.pgohub.schemas.Topic;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What is not taken in: all that is refused before a broker is needed. */
class RefusalHttpTest {

  private static final String TYPE = "Content-Type";
  private static final String OCTETS = "application/octet-stream";

  @TempDir static Path dir;
  private static RunningApi api;

  @BeforeAll
  static void start() {
    api = RunningApi.start(RunningApi.NO_BROKER, dir);
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  private static JsonNode assertRefused(HttpResponse<byte[]> response, int status, String reason) {
    assertThat(header(response, TYPE)).isEqualTo("application/problem+json");
    JsonNode problem = new JsonMapper().readTree(response.body());
    assertThat(problem.get("reason").asString()).isEqualTo(reason);
    assertThat(problem.get("status").asInt()).isEqualTo(status);
    assertThat(problem.get("detail").asString()).isNotBlank();
    assertThat(response.statusCode()).isEqualTo(status);
    return problem;
  }

  private static HttpResponse<byte[]> post(byte[] body) {
    return api.post("/profile/checkout", body, TYPE, OCTETS);
  }

  @Test
  void emptyBody_isRefused() {
    assertRefused(post(new byte[0]), 400, "empty");
    assertRefused(api.send(api.request("/profile/x").POST(BodyPublishers.noBody())), 400, "empty");
  }

  @Test
  void somethingElseThanAProfile_isRefused() {
    assertRefused(post("<html>not found</html>".getBytes(UTF_8)), 400, "not_pprof");
    assertRefused(post(Corpus.read("real/parca-alloc_space_delta.pb.gz")), 400, "not_cpu");
  }

  @Test
  void cutProfile_isRefused() {
    byte[] profile = Corpus.cpuProfile();
    assertRefused(post(Arrays.copyOf(profile, profile.length / 2)), 400, "truncated");
  }

  @Test
  void gzipBomb_isRefused() {
    assertRefused(post(Gzip.deflated(new byte[100 << 20])), 400, "too_large");
  }

  @Test
  void profileWithoutStartLines_isRefused() {
    assertRefused(post(Corpus.read("real/gpprof-large.cpu.pprof")), 400, "unsymbolized");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/html",
        "text/plain; charset=utf-8",
        "application/json",
        "image/png",
        "multipart/mixed; boundary=b",
        "nonsense",
        "application/"
      })
  void otherType_isRefused(String type) {
    HttpResponse<byte[]> response = api.post("/profile/x", Corpus.cpuProfile(), TYPE, type);
    assertRefused(response, 415, "unsupported_media_type");
    assertThat(header(response, "Accept-Post")).contains(OCTETS, "multipart/form-data");
  }

  @ParameterizedTest
  @ValueSource(strings = {"br", "zstd", "gzip, gzip", "deflate"})
  void otherEncoding_isRefused(String coding) {
    HttpResponse<byte[]> response =
        api.post("/profile/x", Corpus.cpuProfile(), "Content-Encoding", coding);
    assertRefused(response, 415, "unsupported_encoding");
    assertThat(header(response, "Accept-Encoding")).isEqualTo("gzip");
  }

  @Test
  void encodingThatIsNotThere_isRefused() {
    assertRefused(
        api.post("/profile/x", "raw".getBytes(UTF_8), "Content-Encoding", "gzip"),
        400,
        "bad_encoding");
  }

  @ParameterizedTest
  @CsvSource({
    "/profile/a..b, bad_tag",
    "/profile/-x, bad_tag",
    "/profile/x@sha256:0123456789ab, bad_tag",
    "/profile/x?mode=-, bad_mode",
    "/profile/x?mode=a&mode=b, bad_mode",
    "/profile/x?instance=%00, bad_instance",
    "/profile/x?build=a%0Ab, bad_build",
    "/profile/x?from=yesterday, bad_time",
    "/profile/x?until=1700000000, bad_time",
    "/profile/x?from=1700000000&until=1600000000, bad_time"
  })
  void badParameter_isRefused(String path, String reason) {
    assertRefused(api.post(path, Corpus.cpuProfile()), 400, reason);
  }

  @Test
  void tooLongText_isRefused() {
    String path = "/profile/x?instance=" + "i".repeat(257);
    assertRefused(api.post(path, Corpus.cpuProfile()), 400, "bad_instance");
  }

  @ParameterizedTest
  @ValueSource(strings = {"with space", ""})
  void badIdempotencyKey_isRefused(String key) {
    assertRefused(
        api.post("/profile/x", Corpus.cpuProfile(), "Idempotency-Key", key),
        400,
        "bad_idempotency_key");
    assertRefused(
        api.post("/profile/x", Corpus.cpuProfile(), "Idempotency-Key", "k".repeat(129)),
        400,
        "bad_idempotency_key");
  }

  @Test
  void parameters_areReadFromHeadersToo() {
    assertRefused(
        api.post("/profile/x", Corpus.cpuProfile(), "X-Pgohub-Mode", "-"), 400, "bad_mode");
    assertRefused(
        api.post("/profile/x", Corpus.cpuProfile(), "X-Pgohub-From", "-"), 400, "bad_time");
  }

  @Test
  void bodyAtTheLimit_isReadAndOneByteMoreIsNot() {
    byte[] body = new byte[Topic.MAX_PPROF_BYTES];
    Arrays.fill(body, (byte) '<');
    assertRefused(post(body), 400, "not_pprof");
    byte[] more = Arrays.copyOf(body, body.length + 1);
    assertRefused(post(more), 413, "body_too_large");
    assertRefused(chunked(more), 413, "body_too_large");
  }

  private static HttpResponse<byte[]> chunked(byte[] body) {
    return api.send(
        api.request("/profile/x", TYPE, OCTETS)
            .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body))));
  }

  @Test
  void codedBody_thatGrowsBeyondTheLimit_isRefused() {
    // Looks like gzip inside, so that the coding is taken off.
    byte[] noise = new byte[Topic.MAX_PPROF_BYTES + (1 << 20)];
    noise[0] = 0x1f;
    noise[1] = (byte) 0x8b;
    byte[] body = Gzip.deflated(noise);
    assertThat(body.length).isLessThan(1 << 20);
    assertRefused(api.post("/profile/x", body, "Content-Encoding", "gzip"), 413, "body_too_large");
  }

  @Test
  void form_thatIsTooLarge_isRefused() {
    byte[] form =
        ("--b\r\nContent-Disposition: form-data; name=\"profile\"\r\n\r\n"
                + "x".repeat(Topic.MAX_PPROF_BYTES + 1)
                + "\r\n--b--")
            .getBytes(UTF_8);
    String type = "multipart/form-data; boundary=b";
    assertRefused(api.post("/profile/x", form, TYPE, type), 413, "body_too_large");
    byte[] huge = Arrays.copyOf(form, Topic.MAX_PPROF_BYTES + (1 << 20));
    assertRefused(api.post("/profile/x", huge, TYPE, type), 413, "body_too_large");
  }

  @Test
  void form_withoutAProfile_isRefused() {
    byte[] form =
        "--b\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\nx\r\n--b--".getBytes(UTF_8);
    String type = "multipart/form-data; boundary=b";
    assertRefused(api.post("/profile/x", form, TYPE, type), 400, "no_profile_part");
    assertRefused(api.post("/profile/x", form, TYPE, "multipart/form-data"), 400, "bad_multipart");
    assertRefused(
        api.post("/profile/x", new byte[10], TYPE, "multipart/form-data; boundary=\"b\""),
        400,
        "bad_multipart");
  }

  @Test
  void withoutABroker_isRefusedWithATimeToTryAgain() throws IOException {
    HttpResponse<byte[]> response = post(Corpus.cpuProfile());
    JsonNode problem = assertRefused(response, 503, "broker_unavailable");
    assertThat(problem.get("detail").asString()).contains("again is safe");
    assertThat(Integer.parseInt(header(response, "Retry-After"))).isPositive();
  }

  @Test
  void pushWithoutABroker_isUnavailable() {
    byte[] body =
        PushIT.request(PushIT.series(Map.of("service_name", "x"), Corpus.cpuProfile(), "1"));
    HttpResponse<byte[]> response = api.post(PushController.PATH, body, TYPE, "application/proto");
    PushIT.assertRefused(response, 503, "unavailable");
    assertThat(Integer.parseInt(header(response, "Retry-After"))).isPositive();
  }

  @Test
  void posts_areCountedByReason() {
    post(new byte[0]);
    api.post("/profile/x", new byte[0], TYPE, "text/html");
    assertThat(new String(api.get("/actuator/prometheus").body(), UTF_8))
        .contains("pgohub_fragment_posts_total{reason=\"empty\",result=\"refused\"}")
        .contains(
            "pgohub_fragment_posts_total{reason=\"unsupported_media_type\",result=\"refused\"}");
  }
}
