package dev.pgohub.api.intake;

import static dev.pgohub.api.intake.IntakeHub.assertStatus;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.CodedOutputStream;
import dev.pgohub.api.Corpus;
import dev.pgohub.api.RunningApi;
import dev.pgohub.schemas.proto.Fragment;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What Alloy pushes: Connect's unary calls, in protobuf and JSON. */
@ExtendWith(IntakeHub.Shared.class)
class PushIT {

  private static final byte[] CPU = Corpus.cpuProfile();
  private static final byte[] HEAP = Corpus.read("real/parca-alloc_space_delta.pb.gz");
  private static final String PROTO = "application/proto";
  private static final String JSON = "application/json";

  private static IntakeHub hub;

  @BeforeAll
  static void hub(IntakeHub shared) {
    hub = shared;
  }

  private static HttpResponse<byte[]> push(byte[] body, String type, String... more) {
    String[] headers = new String[more.length + 2];
    headers[0] = "Content-Type";
    headers[1] = type;
    System.arraycopy(more, 0, headers, 2, more.length);
    return hub.api().post(PushController.PATH, body, headers);
  }

  private static void assertTaken(HttpResponse<byte[]> response, String type) {
    assertStatus(response, 200);
    assertThat(RunningApi.header(response, "Content-Type")).isEqualTo(type);
    assertThat(new String(response.body(), UTF_8)).isEqualTo(type.equals(PROTO) ? "" : "{}");
  }

  static void assertRefused(HttpResponse<byte[]> response, int status, String code) {
    assertStatus(response, status);
    assertThat(RunningApi.header(response, "Content-Type")).isEqualTo(JSON);
    JsonNode error = new JsonMapper().readTree(response.body());
    assertThat(error.get("code").asString()).isEqualTo(code);
    assertThat(error.get("message").asString()).isNotBlank();
    assertThat(error.size()).isEqualTo(2);
  }

  static byte[] request(byte[]... series) {
    var out = new ByteArrayOutputStream();
    for (byte[] one : series) {
      out.writeBytes(field(1, one));
    }
    return out.toByteArray();
  }

  static byte[] series(Map<String, String> labels, byte[] pprof, String... ids) {
    var out = new ByteArrayOutputStream();
    labels.forEach(
        (name, value) ->
            out.writeBytes(
                field(1, field(1, name.getBytes(UTF_8)), field(2, value.getBytes(UTF_8)))));
    for (String id : ids) {
      out.writeBytes(field(2, field(1, pprof), field(2, id.getBytes(UTF_8))));
    }
    return out.toByteArray();
  }

  private static byte[] field(int number, byte[]... content) {
    try {
      var inner = new ByteArrayOutputStream();
      for (byte[] part : content) {
        inner.write(part);
      }
      var bytes = new ByteArrayOutputStream();
      CodedOutputStream out = CodedOutputStream.newInstance(bytes);
      out.writeByteArray(number, inner.toByteArray());
      out.flush();
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Map<String, String> cpu(String service) {
    return Map.of("service_name", service, "__name__", "process_cpu", "instance", "10.0.0.1:6060");
  }

  @Test
  void proto_isTakenUnderTheIdOfTheSender() {
    String id = "0f8fad5b-d9cb-469f-a165-70867728950e";
    assertTaken(push(request(series(cpu("alloy"), CPU, id)), PROTO), PROTO);
    Fragment fragment = hub.published("alloy");
    assertThat(fragment.getFragmentId()).isEqualTo(id);
    assertThat(fragment.getInstance()).isEqualTo("10.0.0.1:6060");
    assertThat(fragment.getPprof().toByteArray()).isEqualTo(CPU);
  }

  @Test
  void protoInGzip_isTaken() {
    byte[] body = Gzip.deflated(request(series(cpu("alloy-gzip"), CPU, "")));
    HttpResponse<byte[]> response =
        push(body, PROTO, "Content-Encoding", "gzip", "Connect-Protocol-Version", "1");
    assertTaken(response, PROTO);
    assertThat(RunningApi.header(response, IngestController.TAG_HEADER)).isEqualTo("alloy-gzip");
    assertThat(hub.published("alloy-gzip").getFragmentId()).as("by content").hasSize(64);
  }

  @Test
  void json_isTaken() {
    String json =
        """
        {"series": [{"labels": [{"name": "service_name", "value": "alloy/json"},
                                {"name": "__name__", "value": "process_cpu"}],
                     "samples": [{"rawProfile": "%s", "ID": "json-1"}], "unknown": 1}]}
        """
            .formatted(Base64.getEncoder().encodeToString(CPU));
    assertTaken(push(json.getBytes(UTF_8), JSON), JSON);
    Fragment fragment = hub.published("alloy-json");
    assertThat(fragment.getFragmentId()).isEqualTo("json-1");
    assertThat(fragment.getPprof().toByteArray()).isEqualTo(CPU);
    byte[] gzip = Gzip.deflated(json.getBytes(UTF_8));
    assertTaken(push(gzip, JSON, "Content-Encoding", "gzip"), JSON);
    hub.published("alloy-json");
  }

  @Test
  void idThatIsNone_isReplacedByOneOfTheContent() {
    assertTaken(push(request(series(cpu("bad-id"), CPU, "not an id")), PROTO), PROTO);
    assertThat(hub.published("bad-id").getFragmentId()).hasSize(64);
  }

  @Test
  void severalSeries_areAllTaken() {
    byte[] body = request(series(cpu("many-a"), CPU, "1", "2"), series(cpu("many-b"), CPU, "3"));
    HttpResponse<byte[]> response = push(body, PROTO);
    assertTaken(response, PROTO);
    assertThat(response.headers().allValues(IngestController.TAG_HEADER))
        .isEqualTo(List.of("many-a", "many-b"));
    assertThat(List.of(hub.published("many-a"), hub.published("many-a")))
        .extracting(Fragment::getFragmentId)
        .containsExactly("1", "2");
    assertThat(hub.published("many-b").getFragmentId()).isEqualTo("3");
  }

  @Test
  void oneBadProfile_isTheAnswerToAll() {
    byte[] body =
        request(series(cpu("half"), CPU, "1"), series(cpu("half"), "<html>".getBytes(UTF_8), "2"));
    assertRefused(push(body, PROTO), 400, "invalid_argument");
    assertThat(hub.left("half")).isZero();
  }

  @Test
  void otherProfiles_areIgnoredAndCounted() {
    String counter = "pgohub_intake_ignored_total{kind=\"memory\"}";
    double before = hub.counter(counter);
    Map<String, String> memory = Map.of("service_name", "mem", "__name__", "memory");
    byte[] body = request(series(memory, HEAP, "1"), series(cpu("mem"), HEAP, "2"));
    assertTaken(push(body, PROTO), PROTO);
    assertThat(hub.counter(counter)).isEqualTo(before + 2);
    assertThat(hub.left("mem")).isZero();
  }

  @Test
  void nothing_isTaken() {
    assertTaken(push(new byte[0], PROTO), PROTO);
    assertTaken(push("{}".getBytes(UTF_8), JSON), JSON);
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/octet-stream", "application/grpc", "text/plain", "nonsense"})
  void otherCodec_isRefused(String type) {
    HttpResponse<byte[]> response = push(request(series(cpu("codec"), CPU, "")), type);
    assertRefused(response, 415, "invalid_argument");
    assertThat(RunningApi.header(response, "Accept-Post")).contains(PROTO, JSON);
  }

  @Test
  void malformedBody_isRefused() {
    assertRefused(push(new byte[] {10, 100}, PROTO), 400, "invalid_argument");
    assertRefused(push("[]".getBytes(UTF_8), JSON), 400, "invalid_argument");
    assertRefused(push("{\"series\":".getBytes(UTF_8), JSON), 400, "invalid_argument");
    byte[] noBase64 =
        "{\"series\":[{\"labels\":[],\"samples\":[{\"rawProfile\":\"?\"}]}]}".getBytes(UTF_8);
    assertRefused(push(noBase64, JSON), 400, "invalid_argument");
    assertRefused(
        push("raw".getBytes(UTF_8), PROTO, "Content-Encoding", "gzip"), 400, "invalid_argument");
    assertRefused(push(request(series(Map.of(), CPU, "1")), PROTO), 400, "invalid_argument");
  }

  @Test
  void tooMuch_isRefused() {
    byte[] bomb = Gzip.deflated(new byte[64 << 20]);
    assertRefused(push(bomb, PROTO, "Content-Encoding", "gzip"), 400, "invalid_argument");
    byte[][] many = new byte[10_000][];
    java.util.Arrays.fill(many, new byte[0]);
    assertRefused(push(request(many), PROTO), 400, "invalid_argument");
    String json = "{\"series\":[" + "{},".repeat(300_000) + "{}]}";
    assertRefused(push(json.getBytes(UTF_8), JSON), 400, "invalid_argument");
    assertRefused(
        push(new byte[FragmentIntake.MAX_BODY_BYTES + 1], PROTO), 400, "invalid_argument");
  }
}
