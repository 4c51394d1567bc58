package dev.pgohub.api.intake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pgohub.api.Corpus;
import dev.pgohub.api.RunningApi;
import dev.pgohub.schemas.FragmentId;
import dev.pgohub.schemas.ProfileMode;
import dev.pgohub.schemas.ProfileTag;
import dev.pgohub.schemas.Topic;
import dev.pgohub.schemas.proto.Fragment;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What is taken in, as it then stands in the topic. */
@ExtendWith(IntakeHub.Shared.class)
class FragmentPostIT {

  private static final byte[] GZIP = Corpus.cpuProfile();
  private static final byte[] RAW = Corpus.inflate(GZIP);
  private static final String ID =
      FragmentId.ofContent(ProfileTag.of("checkout"), ProfileMode.NONE, "", GZIP);

  private static IntakeHub hub;
  private static RunningApi api;

  @BeforeAll
  static void hub(IntakeHub shared) {
    hub = shared;
    api = shared.api();
  }

  /** The one fragment of the tag that came since the last call. */
  private static Fragment published(String tag) {
    Fragment fragment = hub.published(tag);
    assertThat(hub.left(tag)).isZero();
    return fragment;
  }

  private static Fragment published() {
    return published("checkout");
  }

  private static JsonNode assertTaken(HttpResponse<byte[]> response) {
    assertThat(response.statusCode()).as(new String(response.body(), UTF_8)).isEqualTo(200);
    assertThat(RunningApi.header(response, "Content-Type")).isEqualTo("application/json");
    return new JsonMapper().readTree(response.body());
  }

  @Test
  void profile_isAcknowledgedWithWhatIsInIt() throws IOException {
    JsonNode taken =
        assertTaken(
            api.post("/profile/checkout", GZIP, "Content-Type", "application/octet-stream"));
    assertThat(taken)
        .isEqualTo(
            new JsonMapper()
                .readTree(
                    """
                    {"fragment": "%s", "tag": "checkout", "weight": %d, "edges": %d}
                    """
                        .formatted(ID, taken.get("weight").asLong(), taken.get("edges").asInt())));
    assertThat(taken.get("weight").asLong()).isPositive();
    assertThat(taken.get("edges").asInt()).isPositive();
    Fragment fragment = published();
    assertThat(fragment.getFragmentId()).isEqualTo(ID);
    assertThat(fragment.getTag()).isEqualTo("checkout");
    assertThat(fragment.getPprof().toByteArray()).isEqualTo(GZIP);
    assertThat(fragment.getMode()).isEmpty();
    assertThat(fragment.getStartUnixNanos()).isZero();
    assertThat(fragment.getDurationNanos()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/octet-stream",
        "application/x-protobuf",
        "application/vnd.google.protobuf",
        "application/gzip",
        "application/x-gzip",
        "application/x-www-form-urlencoded",
        "Application/Octet-Stream; charset=x"
      })
  void anyTypeOfAProfile_isTaken(String type) throws IOException {
    assertTaken(api.post("/profile/checkout", GZIP, "Content-Type", type));
    assertThat(published().getPprof().toByteArray()).isEqualTo(GZIP);
  }

  @Test
  void noType_isTaken() throws IOException {
    assertTaken(api.post("/profile/checkout", GZIP));
    assertThat(published().getPprof().toByteArray()).isEqualTo(GZIP);
  }

  @Test
  void bodyThatCurlCallsAForm_isNotReadAsOneWhenThereIsAQuery() throws IOException {
    assertTaken(
        api.post(
            "/profile/checkout?mode=serve&instance=a%26b",
            GZIP, "Content-Type", "application/x-www-form-urlencoded"));
    Fragment fragment = published();
    assertThat(fragment.getPprof().toByteArray()).isEqualTo(GZIP);
    assertThat(fragment.getInstance()).isEqualTo("a&b");
  }

  @Test
  void rawProfile_isGzippedAndKeepsTheIdOfWhatWasSent() throws IOException {
    JsonNode taken = assertTaken(api.post("/profile/checkout", RAW));
    Fragment fragment = published();
    assertThat(Gzip.isGzip(fragment.getPprof().toByteArray())).isTrue();
    assertThat(Corpus.inflate(fragment.getPprof().toByteArray())).isEqualTo(RAW);
    assertThat(taken.get("fragment").asString())
        .isEqualTo(fragment.getFragmentId())
        .isEqualTo(FragmentId.ofContent(ProfileTag.of("checkout"), ProfileMode.NONE, "", RAW));
  }

  @Test
  void gzipAsContentEncoding_isTakenOffOnce() throws IOException {
    for (String coding : List.of("gzip", "x-gzip", "GZIP")) {
      assertTaken(api.post("/profile/checkout", Gzip.deflated(GZIP), "Content-Encoding", coding));
      Fragment wrapped = published();
      assertThat(wrapped.getPprof().toByteArray()).isEqualTo(GZIP);
      assertThat(wrapped.getFragmentId()).isEqualTo(ID);
    }
    assertTaken(api.post("/profile/checkout", GZIP, "Content-Encoding", "gzip"));
    assertThat(published().getFragmentId()).isEqualTo(ID);
  }

  @Test
  void chunkedBody_isTaken() throws IOException {
    assertTaken(
        api.send(
            api.request("/profile/checkout")
                .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(GZIP)))));
    assertThat(published().getFragmentId()).isEqualTo(ID);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "name=\"cpu_profile\"",
        "name=\"profile\"; filename=\"profile.pprof\"",
        "name=\"anything\"; filename=\"cpu.pprof\"",
        "name=file; filename=x"
      })
  void form_withTheProfileAsAFile_isTaken(String disposition) throws IOException {
    String type = "multipart/form-data; boundary=\"-- b b\"";
    byte[] form = form("-- b b", disposition, GZIP);
    assertTaken(api.post("/profile/checkout", form, "Content-Type", type));
    Fragment fragment = published();
    assertThat(fragment.getPprof().toByteArray()).isEqualTo(GZIP);
    assertThat(fragment.getFragmentId()).isEqualTo(ID);
    byte[] coded = Gzip.deflated(form);
    assertTaken(
        api.post("/profile/checkout", coded, "Content-Type", type, "Content-Encoding", "gzip"));
    assertThat(published().getFragmentId()).isEqualTo(ID);
  }

  private static byte[] form(String boundary, String disposition, byte[] content)
      throws IOException {
    var form = new ByteArrayOutputStream();
    String note = "Content-Disposition: form-data; name=\"note\"\r\n\r\nfor the record\r\n";
    form.write(("--" + boundary + "\r\n" + note + "--" + boundary + "\r\n").getBytes(UTF_8));
    String headers = "Content-Disposition: form-data; " + disposition + "\r\nContent-Type: x/y\r\n";
    form.write((headers + "\r\n").getBytes(UTF_8));
    form.write(content);
    form.write(("\r\n--" + boundary + "--\r\n").getBytes(UTF_8));
    return form.toByteArray();
  }

  @Test
  void envelope_isReadFromTheQuery() throws IOException {
    assertTaken(
        api.post(
            "/profile/checkout?mode=serve&instance=pod-1&build=v1.2%2Bx"
                + "&from=2026-11-22T10:00:00Z&until=1795341630000",
            GZIP));
    Fragment fragment = published();
    assertThat(fragment.getMode()).isEqualTo("serve");
    assertThat(fragment.getInstance()).isEqualTo("pod-1");
    assertThat(fragment.getBuild()).isEqualTo("v1.2+x");
    assertThat(fragment.getStartUnixNanos()).isEqualTo(1795341600_000_000_000L);
    assertThat(fragment.getDurationNanos()).isEqualTo(30_000_000_000L);
    assertThat(fragment.getFragmentId())
        .isEqualTo(
            FragmentId.ofContent(
                ProfileTag.of("checkout"), ProfileMode.of("serve"), "pod-1", GZIP));
  }

  @Test
  void envelope_isReadFromHeaderFields_andTheQueryWins() throws IOException {
    String[] headers = {
      "X-Pgohub-Mode", "batch",
      "X-Pgohub-Instance", "pod-2",
      "X-Pgohub-Build", "abc",
      "X-Pgohub-From", "1795341600",
      "X-Pgohub-Until", "1795341601",
      "Idempotency-Key", "my-key-1"
    };
    assertTaken(api.post("/profile/checkout", GZIP, headers));
    Fragment fragment = published();
    assertThat(fragment.getMode()).isEqualTo("batch");
    assertThat(fragment.getInstance()).isEqualTo("pod-2");
    assertThat(fragment.getBuild()).isEqualTo("abc");
    assertThat(fragment.getStartUnixNanos()).isEqualTo(1795341600_000_000_000L);
    assertThat(fragment.getDurationNanos()).isEqualTo(1_000_000_000L);
    assertThat(fragment.getFragmentId()).isEqualTo("my-key-1");
    assertTaken(api.post("/profile/checkout?mode=serve", GZIP, headers));
    assertThat(published().getMode()).isEqualTo("serve");
  }

  @Test
  void sameProfileAgain_hasTheSameId() throws IOException {
    for (int i = 0; i < 2; i++) {
      JsonNode taken = assertTaken(api.post("/profile/checkout?instance=i", GZIP));
      assertThat(taken.get("fragment").asString()).isEqualTo(published().getFragmentId());
    }
    assertTaken(api.post("/profile/other?instance=i", GZIP));
    assertThat(published("other").getFragmentId()).isNotEqualTo(ID);
  }

  @Test
  void refusedProfile_isNotPublished() throws IOException {
    assertThat(api.post("/profile/checkout", "<html>".getBytes(UTF_8)).statusCode()).isEqualTo(400);
    assertTaken(api.post("/profile/after", GZIP));
    published("after");
    assertThat(hub.left("checkout")).isZero();
  }

  @Test
  void clientThatAsksFirst_isTakenIn() throws IOException {
    try (Socket socket = api.connect()) {
      var out = socket.getOutputStream();
      out.write(
          ("POST /profile/checkout HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n"
                  + "Connection: close\r\nContent-Length: "
                  + GZIP.length
                  + "\r\n\r\n")
              .getBytes(UTF_8));
      out.write(GZIP);
      out.flush();
      assertThat(RunningApi.readAll(socket.getInputStream()))
          .startsWith("HTTP/1.1 100")
          .contains("HTTP/1.1 200", ID);
    }
    assertThat(published().getFragmentId()).isEqualTo(ID);
  }

  @Test
  void clientBeyondItsRate_isToldWhenToComeBack() throws IOException {
    Map<String, Object> slow =
        Map.of("pgohub.client-rate", "1KB", "pgohub.client-burst", "1KB", "pgohub.max-tags", "1");
    try (RunningApi limited =
        RunningApi.start(hub.bootstrapServers(), hub.directory("limited"), slow)) {
      assertTaken(limited.post("/profile/checkout", GZIP));
      published();
      HttpResponse<byte[]> refused = limited.post("/profile/checkout", GZIP);
      assertThat(refused.statusCode()).isEqualTo(429);
      assertThat(new String(refused.body(), UTF_8)).contains("\"rate_limited\"");
      int wait = Integer.parseInt(RunningApi.header(refused, "Retry-After"));
      assertThat(wait).isBetween(1, GZIP.length / 1024 + 1);
      assertThat(limited.get("/profile/checkout").statusCode()).isEqualTo(404);
      HttpResponse<byte[]> another = limited.post("/profile/made-up", GZIP);
      assertThat(another.statusCode()).isEqualTo(429);
      assertThat(new String(another.body(), UTF_8)).contains("\"too_many_tags\"");
      byte[] push = PushIT.request(PushIT.series(Map.of("service_name", "x"), GZIP, "1"));
      HttpResponse<byte[]> pushed =
          limited.post(PushController.PATH, push, "Content-Type", "application/proto");
      PushIT.assertRefused(pushed, 429, "resource_exhausted");
    }
  }

  @Test
  void mergerThatIsBehind_isGivenNoMore_untilItHasCaughtUp() throws Exception {
    assertTaken(api.post("/profile/behind", GZIP));
    published("behind");
    Map<String, Object> one = Map.of("pgohub.max-backlog", 1, "pgohub.application-id", "tortoise");
    try (RunningApi bounded =
            RunningApi.start(hub.bootstrapServers(), hub.directory("bounded"), one);
        Admin admin = Admin.create(Map.of("bootstrap.servers", hub.bootstrapServers()))) {
      RunningApi.await(
          "it is refused", () -> bounded.post("/profile/behind", GZIP).statusCode() == 503);
      HttpResponse<byte[]> refused = bounded.post("/profile/behind", GZIP);
      assertThat(new String(refused.body(), UTF_8)).contains("\"merger_behind\"");
      assertThat(RunningApi.header(refused, "Retry-After")).isEqualTo("10");

      TopicPartition partition = new TopicPartition(Topic.FRAGMENTS.topicName(), 0);
      long end =
          admin
              .listOffsets(Map.of(partition, OffsetSpec.latest()))
              .partitionResult(partition)
              .get()
              .offset();
      admin
          .alterConsumerGroupOffsets("tortoise", Map.of(partition, new OffsetAndMetadata(end)))
          .all()
          .get();
      RunningApi.await(
          "it is taken", () -> bounded.post("/profile/behind", GZIP).statusCode() == 200);
    }
  }

  @Test
  void posts_areCounted() throws IOException {
    assertTaken(api.post("/profile/checkout", GZIP));
    published();
    assertThat(new String(api.get("/actuator/prometheus").body(), UTF_8))
        .contains("pgohub_fragment_posts_total{reason=\"none\",result=\"taken\"}");
  }
}
