package dev.pgohub.api.control;

import static dev.pgohub.api.RunningApi.header;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pgohub.api.RunningApi;
import dev.pgohub.api.follow.TopicWriter;
import dev.pgohub.api.store.Generation;
import dev.pgohub.broker.BrokerSettings;
import dev.pgohub.broker.EmbeddedBroker;
import dev.pgohub.schemas.ControlKey;
import dev.pgohub.schemas.ProfileTag;
import dev.pgohub.schemas.Topic;
import dev.pgohub.schemas.proto.Hold;
import dev.pgohub.schemas.proto.PublicationResult;
import dev.pgohub.schemas.proto.TagPolicy;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What is said over HTTP, as it then stands in the topic and is seen again. */
class ControlIT {

  private static final int PARTITIONS = 3;

  @TempDir static Path dir;
  private static EmbeddedBroker broker;
  private static RunningApi api;

  @BeforeAll
  static void start() {
    broker = EmbeddedBroker.start(BrokerSettings.in(dir.resolve("kafka")));
    api =
        RunningApi.start(
            broker.bootstrapServers(),
            dir.resolve("api"),
            Map.of("pgohub.partitions", PARTITIONS, "pgohub.policy", "minSamples=30"));
    RunningApi.await("ready", () -> api.get("/actuator/health/readiness").statusCode() == 200);
  }

  @AfterAll
  static void stop() {
    api.close();
    broker.close();
  }

  private static HttpResponse<byte[]> put(String path, String json, String... headers) {
    return api.send(
        api.request("/api/v1/tags/" + path, headers)
            .header("Content-Type", "application/json")
            .PUT(BodyPublishers.ofString(json)));
  }

  private static HttpResponse<byte[]> delete(String path, String... headers) {
    return api.send(api.request("/api/v1/tags/" + path, headers).DELETE());
  }

  private static JsonNode json(HttpResponse<byte[]> response) {
    return new JsonMapper().readTree(response.body());
  }

  private static JsonNode assertOk(HttpResponse<byte[]> response) {
    assertThat(response.statusCode()).as(new String(response.body(), UTF_8)).isEqualTo(200);
    return json(response);
  }

  private static void assertRefused(HttpResponse<byte[]> response, String reason, String field) {
    assertThat(response.statusCode()).as(new String(response.body(), UTF_8)).isEqualTo(400);
    assertThat(json(response).get("reason").asString()).isEqualTo(reason);
    assertThat(json(response).get("field").asString()).isEqualTo(field);
  }

  /** The latest values of all keys, read from the partition in which they must be. */
  private static byte[] inTopic(String tag, ControlKey.Kind kind) {
    byte[] key = new ControlKey(ProfileTag.of(tag), kind).toBytes();
    int partition = Utils.toPositive(Utils.murmur2(tag.getBytes(UTF_8))) % PARTITIONS;
    var place = new TopicPartition(Topic.POLICIES.topicName(), partition);
    Map<String, byte[]> latest = new HashMap<>();
    try (var consumer =
        new KafkaConsumer<>(
            Map.<String, Object>of("bootstrap.servers", broker.bootstrapServers()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.assign(List.of(place));
      consumer.seekToBeginning(List.of(place));
      long end = consumer.endOffsets(List.of(place)).get(place);
      while (consumer.position(place) < end) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
          latest.put(new String(record.key(), UTF_8), record.value());
        }
      }
    }
    return latest.get(new String(key, UTF_8));
  }

  @Test
  void policy_isMergedWrittenAndSeenAtOnce() throws IOException {
    JsonNode first = assertOk(put("p1/policy", "{\"stitch\": \"sum\", \"modes\": {\"a\": 2}}"));
    assertThat(first.get("policy").get("stitch").asString()).isEqualTo("sum");
    assertThat(first.get("policy").get("minSamples").asInt()).isEqualTo(30);
    JsonNode second =
        assertOk(put("p1/policy", "{\"minSamples\": 5, \"minSymbolized\": 1, \"stitch\": null}"));
    assertThat(second.get("set").toString())
        .isEqualTo("[\"minSamples\",\"minSymbolized\",\"modes\"]");
    assertThat(second.get("policy").get("stitch").asString()).isEqualTo("rate");
    assertThat(json(api.get("/api/v1/tags/p1/policy"))).isEqualTo(second);
    TagPolicy written = TagPolicy.parseFrom(inTopic("p1", ControlKey.Kind.POLICY));
    assertThat(written.getFieldsMap())
        .isEqualTo(Map.of("minSamples", "5", "minSymbolized", "1.0", "modes", "a=2"));
    assertThat(written.getChangedUnixMillis()).isPositive();
    assertThat(assertOk(delete("p1/policy")).get("set").size()).isZero();
    assertThat(inTopic("p1", ControlKey.Kind.POLICY)).isNull();
    assertThat(api.get("/api/v1/tags/p1").statusCode()).isEqualTo(404);
  }

  @Test
  void policy_thatIsWrong_namesTheField() {
    assertRefused(put("p2/policy", "{\"maxage\": \"7d\"}"), "bad_policy", "maxage");
    assertRefused(put("p2/policy", "{\"minSamples\": \"7\"}"), "bad_policy", "minSamples");
    assertRefused(put("p2/policy", "{\"minSamples\": 7.5}"), "bad_policy", "minSamples");
    assertRefused(put("p2/policy", "{\"minSamples\": 99e99}"), "bad_policy", "minSamples");
    assertRefused(
        put("p2/policy", "{\"minSamples\": 99999999999999999999}"), "bad_policy", "minSamples");
    assertRefused(put("p2/policy", "{\"keepStacks\": \"true\"}"), "bad_policy", "keepStacks");
    assertRefused(put("p2/policy", "{\"minSymbolized\": 1.5}"), "bad_policy", "minSymbolized");
    assertRefused(put("p2/policy", "{\"modes\": {\"a=1,b\": 1}}"), "bad_policy", "modes");
    assertRefused(put("p2/policy", "{\"modes\": {\"a\": \"1\"}}"), "bad_policy", "modes");
    assertRefused(put("p2/policy", "{\"modes\": \"a=1\"}"), "bad_policy", "modes");
    assertRefused(put("p2/policy", "{\"stitch\": [\"sum\"]}"), "bad_policy", "stitch");
    assertRefused(put("p2/policy", "{\"stitch\": \"mean\"}"), "bad_policy", "stitch");
    assertThat(api.get("/api/v1/tags/p2").statusCode()).isEqualTo(404);
  }

  @Test
  void body_thatIsNoJsonObject_isRefused() {
    for (String body :
        List.of("", "[]", "{", "{} {}", "{\"stitch\":\"sum\",\"stitch\":\"rate\"}")) {
      HttpResponse<byte[]> response = put("p3/policy", body);
      assertThat(response.statusCode()).as(body).isEqualTo(400);
      assertThat(json(response).get("reason").asString()).isEqualTo("bad_json");
    }
    HttpResponse<byte[]> large = put("p3/policy", "{\"stitch\":\"" + "x".repeat(1 << 16) + "\"}");
    assertThat(large.statusCode()).isEqualTo(413);
    HttpResponse<byte[]> other =
        api.send(
            api.request("/api/v1/tags/p3/policy", "Content-Type", "text/plain")
                .PUT(BodyPublishers.ofString("{}")));
    assertThat(other.statusCode()).isEqualTo(415);
    assertThat(put("a..b/policy", "{}").statusCode()).isEqualTo(400);
  }

  @Test
  void ifMatch_holdsBackWhoSawAnotherPolicy() {
    String before = header(api.get("/api/v1/tags/p4/policy"), "ETag");
    HttpResponse<byte[]> changed = put("p4/policy", "{\"stitch\": \"equal\"}", "If-Match", before);
    assertOk(changed);
    String after = header(changed, "ETag");
    assertThat(after)
        .isNotEqualTo(before)
        .isEqualTo(header(api.get("/api/v1/tags/p4/policy"), "ETag"));
    HttpResponse<byte[]> late = put("p4/policy", "{\"stitch\": \"sum\"}", "If-Match", before);
    assertThat(late.statusCode()).isEqualTo(412);
    assertThat(json(late).get("reason").asString()).isEqualTo("precondition_failed");
    assertThat(delete("p4/policy", "If-Match", before).statusCode()).isEqualTo(412);
    assertOk(put("p4/policy", "{\"stitch\": \"sum\"}", "If-Match", "\"x\", " + after));
    assertOk(delete("p4/policy", "If-Match", "*"));
  }

  @Test
  void changesOfOneTag_atTheSameTime_loseNothing() throws InterruptedException, ExecutionException {
    List<String> changes =
        Stream.of("minSamples", "maxFragmentsPerInstance", "readyWeight")
            .map(field -> "{\"" + field + "\": 77}")
            .toList();
    List<Callable<HttpResponse<byte[]>>> calls =
        IntStream.range(0, 9)
            .mapToObj(
                i -> (Callable<HttpResponse<byte[]>>) () -> put("p5/policy", changes.get(i % 3)))
            .toList();
    var threads = Executors.newFixedThreadPool(9);
    try {
      for (var call : threads.invokeAll(calls)) {
        assertOk(call.get());
      }
    } finally {
      threads.shutdown();
    }
    assertThat(json(api.get("/api/v1/tags/p5/policy")).get("set").size()).isEqualTo(3);
  }

  @Test
  void hold_servesAnEarlierGenerationUntilItIsReleased() throws IOException {
    Generation first = Generation.of("h1", 1);
    Generation second = Generation.of("h1", 2);
    try (TopicWriter writer = new TopicWriter(broker.bootstrapServers())) {
      writer.commit(first.whole(first.edition()), second.whole(second.edition()), second.whole());
    }
    RunningApi.await("served", () -> api.get("/profile/h1").statusCode() == 200);
    RunningApi.await(
        "kept", () -> json(api.get("/api/v1/tags/h1/generations")).get("generations").size() == 2);
    JsonNode held = assertOk(put("h1/hold", "{\"generation\": 1, \"reason\": \" too slow \"}"));
    assertThat(held.get("digest").asString()).isEqualTo("sha256:" + first.digest().hex());
    assertThat(held.get("reason").asString()).isEqualTo("too slow");
    assertThat(api.get("/profile/h1").body()).isEqualTo(first.defaultPgo());
    Hold written = Hold.parseFrom(inTopic("h1", ControlKey.Kind.HOLD));
    assertThat(written.getDigest()).isEqualTo(first.digest().bytes());
    String prefix = "sha256:" + second.digest().hex().substring(0, 12);
    assertOk(put("h1/hold", "{\"digest\": \"" + prefix + "\", \"reason\": \"x\"}"));
    assertThat(api.get("/profile/h1").body()).isEqualTo(second.defaultPgo());
    assertThat(delete("h1/hold").statusCode()).isEqualTo(204);
    assertThat(header(api.get("/profile/h1"), "X-Pgohub-Hold")).isEmpty();
    assertThat(api.get("/api/v1/tags/h1/hold").statusCode()).isEqualTo(404);
  }

  @Test
  void hold_thatIsWrong_isRefused() {
    assertRefused(put("h2/hold", "{\"generation\": 1}"), "bad_hold", "reason");
    assertRefused(put("h2/hold", "{\"generation\": 1, \"reason\": \"\"}"), "bad_hold", "reason");
    assertRefused(
        put("h2/hold", "{\"generation\": 1, \"reason\": \"" + "x".repeat(501) + "\"}"),
        "bad_hold",
        "reason");
    assertRefused(put("h2/hold", "{\"reason\": \"x\"}"), "bad_hold", "generation");
    assertRefused(
        put("h2/hold", "{\"generation\": 0, \"reason\": \"x\"}"), "bad_hold", "generation");
    assertRefused(put("h2/hold", "{\"digest\": \"12\", \"reason\": \"x\"}"), "bad_hold", "digest");
    assertRefused(put("h2/hold", "{\"until\": 1, \"reason\": \"x\"}"), "bad_hold", "until");
    HttpResponse<byte[]> unknown = put("h2/hold", "{\"generation\": 7, \"reason\": \"x\"}");
    assertThat(unknown.statusCode()).isEqualTo(404);
    assertThat(json(unknown).get("reason").asString()).isEqualTo("no_generation");
  }

  @Test
  void publication_isWrittenAndShownWithItsResult() {
    String target =
        """
        {"repository": "https://git.example.org/x.git", "branch": "main",
         "path": "cmd/x/default.pgo", "way": "review", "credentials": "file:/run/secrets/git"}
        """;
    JsonNode put = assertOk(put("g1/publication", target));
    assertThat(put.get("way").asString()).isEqualTo("review");
    assertThat(put.has("result")).isFalse();
    assertThat(inTopic("g1", ControlKey.Kind.PUBLICATION)).isNotNull();
    PublicationResult result =
        PublicationResult.newBuilder()
            .setError("no route to host")
            .setFailedUnixMillis(1000)
            .build();
    byte[] key = new ControlKey(ProfileTag.of("g1"), ControlKey.Kind.PUBLISHED).toBytes();
    try (TopicWriter writer = new TopicWriter(broker.bootstrapServers())) {
      writer.commit(new Generation.Message(Topic.POLICIES, key, result.toByteArray()));
    }
    RunningApi.await(
        "the result is seen", () -> json(api.get("/api/v1/tags/g1/publication")).has("result"));
    assertThat(json(api.get("/api/v1/tags/g1")).get("publication").get("result").get("error"))
        .hasToString("\"no route to host\"");
    assertThat(delete("g1/publication").statusCode()).isEqualTo(204);
    assertThat(api.get("/api/v1/tags/g1/publication").statusCode()).isEqualTo(404);
    assertRefused(
        put("g1/publication", "{\"repository\": \"x\"}"), "bad_publication", "repository");
  }
}
