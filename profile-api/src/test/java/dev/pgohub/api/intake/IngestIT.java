package dev.pgohub.api.intake;

import static dev.pgohub.api.intake.IntakeHub.assertStatus;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pgohub.api.Corpus;
import dev.pgohub.api.RunningApi;
import dev.pgohub.schemas.FragmentId;
import dev.pgohub.schemas.ProfileMode;
import dev.pgohub.schemas.ProfileTag;
import dev.pgohub.schemas.proto.Fragment;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Pyroscope's agents send, byte for byte in the form in which they send it. */
@ExtendWith(IntakeHub.Shared.class)
class IngestIT {

  private static final byte[] CPU = Corpus.cpuProfile();
  private static final byte[] HEAP = Corpus.read("real/parca-alloc_space_delta.pb.gz");
  private static final String OCTETS = "application/octet-stream";

  private static IntakeHub hub;

  @BeforeAll
  static void hub(IntakeHub shared) {
    hub = shared;
  }

  private static String ingest(String name, String more) {
    return "/ingest?name=" + URLEncoder.encode(name, UTF_8).replace("+", "%20") + more;
  }

  private static HttpResponse<byte[]> post(String path, byte[] body, String... headers) {
    return hub.api().post(path, body, headers);
  }

  private static void assertTag(HttpResponse<byte[]> response, String tag) {
    assertStatus(response, 200);
    assertThat(RunningApi.header(response, IngestController.TAG_HEADER)).isEqualTo(tag);
  }

  private static void assertIgnored(HttpResponse<byte[]> response, String kind) {
    assertStatus(response, 200);
    assertThat(new String(response.body(), UTF_8)).isEqualTo("{\"ignored\":\"" + kind + "\"}");
  }

  private static void assertRefused(HttpResponse<byte[]> response, String reason) {
    assertStatus(response, 400);
    assertThat(new String(response.body(), UTF_8)).contains("\"" + reason + "\"");
  }

  @Test
  void formOfTheGoAgent_isTaken() {
    byte[] form =
        new Form()
            .part("profile", "profile.pprof", CPU)
            .part(
                "sample_type_config",
                "sample_type_config.json",
                "{\"cpu\":{\"units\":\"samples\"}}".getBytes(UTF_8))
            .bytes();
    String query =
        "&from=1795691088123456789&until=1795691098123456789&spyName=gospy&sampleRate=100"
            + "&units=samples&aggregationType=sum";
    HttpResponse<byte[]> response =
        post(
            ingest("go.svc{pod=p-1,version=v1.2}", query),
            form,
            "Content-Type",
            Form.TYPE,
            "Authorization",
            "Basic dXNlcjpwYXNz",
            "X-Scope-OrgID",
            "team");

    assertTag(response, "go.svc");
    Fragment fragment = hub.published("go.svc");
    assertThat(fragment.getPprof().toByteArray()).isEqualTo(CPU);
    assertThat(fragment.getInstance()).isEqualTo("p-1");
    assertThat(fragment.getBuild()).isEqualTo("v1.2");
    assertThat(fragment.getFragmentId())
        .isEqualTo(FragmentId.ofContent(ProfileTag.of("go.svc"), ProfileMode.NONE, "p-1", CPU));
  }

  @Test
  void rawProfileOfTheNodeAgent_isTakenAsOneOfCpuTime() {
    byte[] sent = WallProfile.gzip("samples/count", "wall/nanoseconds", "cpu/nanoseconds");
    String name =
        "node/app{otel.scope.name=com.grafana.pyroscope/nodejs,otel.scope.version=0.6.4,"
            + "process.runtime.version=20.20.2}";
    String query = "&format=pprof&from=1795691086&until=1795691092&spyName=nodespy&sampleRate=17";
    assertTag(post(ingest(name, query), sent, "Content-Type", OCTETS), "node-app");

    Fragment fragment = hub.published("node-app");
    assertThat(Stacks.of(fragment.getPprof().toByteArray()))
        .isEqualTo("3\t./app.js:work:5:5:5\n50\t./app.js:hot:4:4:4;./app.js:work:5:5:5\n");
    assertThat(fragment.getStartUnixNanos()).isEqualTo(1795691086_000_000_000L);
    assertThat(fragment.getDurationNanos()).isEqualTo(6_000_000_000L);
    assertThat(fragment.getFragmentId())
        .isEqualTo(FragmentId.ofContent(ProfileTag.of("node-app"), ProfileMode.NONE, "", sent));
  }

  @Test
  void formOfTheJavaAgent_isTakenAsPprof() throws IOException {
    byte[] form =
        new Form()
            .part("jfr", "jfr", Gzip.deflated(Recordings.busy()))
            .part("labels", "labels", Gzip.deflated(new byte[] {10, 0}))
            .bytes();
    String name =
        "java.svc{otel.scope.name=com.grafana.pyroscope/java,pod=p1,"
            + "process.runtime.name=OpenJDK Runtime Environment,version=17.0.15+6-Debian}";
    String query =
        "&units=samples&aggregationType=sum&from=1795691088&until=1795691090&spyName=javaspy"
            + "&sampleRate=100&format=jfr";
    HttpResponse<byte[]> response =
        hub.api()
            .send(
                hub.api()
                    .request(ingest(name, query), "Content-Type", Form.TYPE)
                    .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(form))));

    assertTag(response, "java.svc");
    Fragment fragment = hub.published("java.svc");
    assertThat(Stacks.of(fragment.getPprof().toByteArray())).contains(Recordings.HOT + ":");
    assertThat(fragment.getBuild()).isEqualTo("17.0.15+6-Debian");
    assertThat(fragment.getStartUnixNanos()).as("the recording itself says when").isZero();
  }

  @Test
  void recordingAsBody_isTaken_onTheOtherPathToo() throws IOException {
    String query = "?format=jfr&name=java.raw";
    assertTag(
        post("/pyroscope/ingest" + query, Recordings.busy(), "Content-Type", OCTETS), "java.raw");
    assertThat(Stacks.of(hub.published("java.raw").getPprof().toByteArray()))
        .contains(Recordings.HOT);
  }

  @Test
  void recordingWithoutSamples_isIgnored() throws IOException {
    assertIgnored(
        post(ingest("java.idle", "&format=jfr"), Recordings.withoutSamples()), "no_samples");
  }

  @Test
  void heapProfile_isIgnoredAndCounted() {
    String counter = "pgohub_intake_ignored_total{kind=\"memory\"}";
    double before = hub.counter(counter);
    for (String spy : new String[] {"nodespy", "gospy"}) {
      assertIgnored(post(ingest("heap.svc", "&format=pprof&spyName=" + spy), HEAP), "memory");
    }
    assertThat(hub.counter(counter)).isEqualTo(before + 2);
    assertThat(hub.left("heap.svc")).isZero();
  }

  @Test
  void wallProfileWithoutCpuTime_isIgnored() {
    byte[] wall = WallProfile.gzip("samples/count", "wall/nanoseconds");
    assertIgnored(post(ingest("node.wall", "&format=pprof&spyName=nodespy"), wall), "wall");
  }

  @Test
  void profileWithoutStartLines_isRefusedForGoAndMadeFitForOthers() {
    byte[] sent = WallProfile.gzip("samples/count", "cpu/nanoseconds");
    assertRefused(post(ingest("py.svc", "&spyName=gospy"), sent), "unsymbolized");
    assertTag(post(ingest("py.svc", "&spyName=pyspy"), sent), "py.svc");
    assertThat(Stacks.of(hub.published("py.svc").getPprof().toByteArray()))
        .contains("51\t./app.js:hot:4:4:4;");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "mapped.cpu{}                               | mapped",
        "mapped.itimer                              | mapped",
        "a/b c+d                                    | a-b-c-d",
        "other{service_name=the/service}            | the-service",
        "other{service_name=svc.cpu}                | svc.cpu",
      })
  void name_becomesATag(String name, String tag) {
    assertTag(post(ingest(name, ""), CPU), tag);
    hub.published(tag);
  }

  @Test
  void labels_sayTheModeAndTheRest() {
    String name = "labelled{pgohub_mode=batch/1,hostname=h,build=b,git_ref=g}";
    assertTag(post(ingest(name, ""), CPU), "labelled");
    Fragment fragment = hub.published("labelled");
    assertThat(fragment.getMode()).isEqualTo("batch-1");
    assertThat(fragment.getInstance()).isEqualTo("h");
    assertThat(fragment.getBuild()).isEqualTo("b");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1795691088", "1795691088000", "1795691088000000", "1795691088000000000"})
  void timesOfAnyPrecision_areTaken(String from) {
    byte[] sent = WallProfile.gzip("samples/count", "cpu/nanoseconds");
    String query = "&spyName=pyspy&from=" + from + "&until=1795691098";
    assertTag(post(ingest("timed", query), sent), "timed");
    Fragment fragment = hub.published("timed");
    assertThat(fragment.getStartUnixNanos()).isEqualTo(1795691088_000_000_000L);
    assertThat(fragment.getDurationNanos()).isEqualTo(10_000_000_000L);
  }

  @Test
  void badRequests_areRefusedWithAReason() throws IOException {
    assertRefused(post("/ingest", CPU), "bad_name");
    assertRefused(post(ingest("a{b", ""), CPU), "bad_name");
    assertRefused(post(ingest("///", ""), CPU), "bad_tag");
    assertRefused(post(ingest("a", "&format=collapsed"), CPU), "unsupported_format");
    assertRefused(post(ingest("a", "&from=1&until=2"), CPU), "bad_time");
    assertRefused(post(ingest("a", ""), "a;b 1".getBytes(UTF_8)), "not_pprof");
    assertRefused(post(ingest("a", "&format=jfr"), CPU), "not_jfr");
    byte[] cut = java.util.Arrays.copyOf(Recordings.withoutSamples(), 1000);
    assertRefused(post(ingest("a", "&format=jfr"), cut), "not_jfr");
  }

  @Test
  void recordingBeyondTheLimit_isRefused() {
    byte[] bomb = Gzip.deflated(new byte[5 << 20]);
    assertStatus(post(ingest("a", "&format=jfr"), bomb), 413);
  }

  @Test
  void posts_areCountedLikeOthers() {
    post("/ingest", CPU);
    assertThat(hub.counter("pgohub_fragment_posts_total{reason=\"bad_name\",result=\"refused\"}"))
        .isPositive();
  }
}
