package dev.pgohub.api.follow;

import static dev.pgohub.api.RunningApi.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import dev.pgohub.api.RunningApi;
import dev.pgohub.api.store.Generation;
import dev.pgohub.api.store.Origin;
import dev.pgohub.api.store.ProfileStore;
import dev.pgohub.api.store.RejectionLimits;
import dev.pgohub.broker.BrokerSettings;
import dev.pgohub.broker.EmbeddedBroker;
import dev.pgohub.schemas.Edition;
import dev.pgohub.schemas.Topic;
import dev.pgohub.schemas.Topics;
import dev.pgohub.schemas.proto.Rejection;
import dev.pgohub.schemas.proto.TagPolicy;
import dev.pgohub.schemas.proto.TagStatus;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The way from the topic into the local copy, on a broker that stays. */
class FollowIT {

  @TempDir static Path brokerDir;
  private static EmbeddedBroker broker;

  @TempDir Path dir;

  @BeforeAll
  static void start() {
    broker = EmbeddedBroker.start(BrokerSettings.in(brokerDir));
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  /** Every test begins with topics that nobody wrote to. */
  @BeforeEach
  void createTopics() throws ExecutionException, InterruptedException {
    try (Admin admin = admin()) {
      deleteMerged(admin);
      Topics.createMissing(admin, 3);
      await("the topic is known", () -> names(admin).contains(Topic.MERGED.topicName()));
    }
  }

  private static void deleteMerged(Admin admin) throws ExecutionException, InterruptedException {
    String name = Topic.MERGED.topicName();
    if (admin.listTopics().names().get().contains(name)) {
      admin.deleteTopics(List.of(name)).all().get();
      await("the topic is gone", () -> !names(admin).contains(name));
    }
  }

  private static Set<String> names(Admin admin) {
    try {
      return admin.listTopics().names().get();
    } catch (ExecutionException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Admin admin() {
    return Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
  }

  private RunningApi api() {
    return RunningApi.start(broker.bootstrapServers(), dir);
  }

  private static boolean isReady(RunningApi api) {
    return api.get("/actuator/health/readiness").statusCode() == 200;
  }

  private static byte[] served(RunningApi api, Generation generation) {
    HttpResponse<byte[]> response =
        api.get("/profile/" + generation.tag() + "?mode=" + generation.mode());
    return response.statusCode() == 200 ? response.body() : null;
  }

  private static void awaitServed(RunningApi api, Generation generation) {
    await(
        generation.tag() + " is served",
        () -> Arrays.equals(served(api, generation), generation.defaultPgo()));
  }

  @Test
  void readiness_comesWithAllThatWasThereAtTheStart() {
    Generation small = Generation.of("small", 1);
    Generation large = Generation.of("large", "serve", 1, 3 << 20, 5 << 20);
    try (TopicWriter writer = new TopicWriter(broker.bootstrapServers())) {
      writer.commit(small.whole());
      writer.commit(large.inParts(Topic.MAX_PART_BYTES));
      writer.abort(List.of(Generation.of("small", 2).whole()));
    }
    try (RunningApi api = api()) {
      await("ready", () -> isReady(api));
      assertThat(served(api, small)).isEqualTo(small.defaultPgo());
      assertThat(served(api, large)).isEqualTo(large.defaultPgo());
      assertThat(api.get("/profile/large/stacks?mode=serve").body()).isEqualTo(large.stacks());
    }
  }

  @Test
  void whatIsPublished_isServedSoon_andWhatIsAbortedNever() {
    try (RunningApi api = api();
        TopicWriter writer = new TopicWriter(broker.bootstrapServers())) {
      Generation first = Generation.of("checkout", 1);
      writer.commit(first.whole());
      awaitServed(api, first);
      writer.abort(Generation.of("checkout", "", 2, 10_000, 10_000).inParts(6000));
      Generation third = Generation.of("checkout", "", 3, 10_000, 10_000);
      writer.commit(third.inParts(6000));
      awaitServed(api, third);
      writer.commit(third.tombstone());
      await("deleted", () -> served(api, third) == null);
    }
  }

  @Test
  void everyTopic_isFollowed() {
    Generation first = Generation.of("checkout", "", 1, 10_000, 10_000);
    Generation live = Generation.of("checkout", "", 0, 10_000, 10_000);
    String byDigest = "/profile/checkout@sha256:" + first.digest().hex();
    byte[] tag = "checkout".getBytes(UTF_8);
    try (RunningApi api = api();
        TopicWriter writer = new TopicWriter(broker.bootstrapServers())) {
      List<Generation.Message> messages = new ArrayList<>(first.inParts(first.edition(), 6000));
      messages.addAll(live.inParts(Edition.LIVE, 6000));
      messages.add(message(Topic.STATUS, TagStatus.newBuilder().setTag("checkout").build()));
      messages.add(
          message(Topic.POLICIES, TagPolicy.newBuilder().putFields("gate", "always").build()));
      messages.add(message(Topic.REJECTIONS, Rejection.newBuilder().setReason("idle").build()));
      writer.commit(messages);
      await("the generation is kept", () -> api.get(byDigest).statusCode() == 200);
      await("live", () -> api.get("/profile/checkout/live").statusCode() == 200);
      await("the status is known", () -> text(api, "").contains("\"received\""));
      await("the policy is known", () -> text(api, "/policy").contains("\"always\""));
      await("the refusal is known", () -> text(api, "/rejections").contains("\"idle\""));
      assertThat(api.get(byDigest).body()).isEqualTo(first.defaultPgo());
      assertThat(api.get("/profile/checkout/live").body()).isEqualTo(live.defaultPgo());
      writer.commit(first.tombstone(first.edition()));
      await("the generation is gone", () -> api.get(byDigest).statusCode() == 404);
      writer.commit(
          live.tombstone(Edition.LIVE),
          new Generation.Message(Topic.STATUS, tag, null),
          new Generation.Message(Topic.POLICIES, tag, null));
    }
  }

  private static Generation.Message message(Topic topic, MessageLite message) {
    return new Generation.Message(topic, "checkout".getBytes(UTF_8), message.toByteArray());
  }

  private static String text(RunningApi api, String path) {
    return new String(api.get("/api/v1/tags/checkout" + path).body(), UTF_8);
  }

  @Test
  void badRecords_stopNothingAndAreCounted() {
    Generation good = Generation.of("checkout", 1);
    Generation liar = new Generation(good.tag(), good.mode(), 2, "x".getBytes(UTF_8), new byte[0]);
    byte[] lie =
        good.envelope().setDefaultPgo(ByteString.copyFrom(liar.defaultPgo())).build().toByteArray();
    Generation last = Generation.of("last", 1);
    try (RunningApi api = api();
        TopicWriter writer = new TopicWriter(broker.bootstrapServers())) {
      writer.commit(good.whole());
      writer.commit(new Generation.Message(good.whole().key(), lie));
      writer.commit(new Generation.Message(good.whole().key(), "<html>".getBytes(UTF_8)));
      writer.commit(new Generation.Message(new byte[] {0}, new byte[] {0}));
      writer.commit(last.whole());
      awaitServed(api, last);
      await(
          "the refusals are counted",
          () -> {
            String metrics = new String(api.get("/actuator/prometheus").body(), UTF_8);
            return metrics.contains("pgohub_store_records_total{result=\"bad_digest\"} 1.0")
                && metrics.contains("pgohub_store_records_total{result=\"unreadable\"} 2.0");
          });
      assertThat(served(api, good)).isEqualTo(good.defaultPgo());
    }
  }

  @Test
  void restart_goesOnWhereItStood() {
    Generation before = Generation.of("before", 1);
    Generation meanwhile = Generation.of("meanwhile", 1);
    try (TopicWriter writer = new TopicWriter(broker.bootstrapServers())) {
      try (RunningApi api = api()) {
        writer.commit(before.whole());
        awaitServed(api, before);
      }
      writer.commit(meanwhile.whole());
      try (RunningApi api = api()) {
        await("ready", () -> isReady(api));
        assertThat(served(api, before)).isEqualTo(before.defaultPgo());
        assertThat(served(api, meanwhile)).isEqualTo(meanwhile.defaultPgo());
        assertThat(new String(api.get("/actuator/prometheus").body(), UTF_8))
            .contains("pgohub_store_records_total{result=\"stored\"} 1.0");
      }
    }
  }

  @Test
  void missingTopics_areCreated_andCaughtUpAtOnce()
      throws ExecutionException, InterruptedException {
    try (Admin admin = admin()) {
      deleteMerged(admin);
      Map<String, Object> settings = Map.of("pgohub.partitions", 5);
      try (RunningApi api = RunningApi.start(broker.bootstrapServers(), dir, settings)) {
        await("ready", () -> isReady(api));
        assertThat(new String(api.get("/actuator/health").body(), UTF_8))
            .contains("\"status\":\"UP\"", "\"broker\"");
        String name = Topic.MERGED.topicName();
        assertThat(admin.describeTopics(List.of(name)).allTopicNames().get().get(name).partitions())
            .hasSize(5);
      }
    }
  }

  @Test
  void topicMadeAnew_replacesTheCopyWithoutAGap() throws ExecutionException, InterruptedException {
    Generation gone = Generation.of("gone", 1);
    Generation now = Generation.of("now", 1);
    try (RunningApi api = api();
        Admin admin = admin()) {
      try (TopicWriter writer = new TopicWriter(broker.bootstrapServers())) {
        writer.commit(gone.whole());
        awaitServed(api, gone);
      }
      deleteMerged(admin);
      Topics.createMissing(admin, 3);
      try (TopicWriter writer = new TopicWriter(broker.bootstrapServers())) {
        writer.commit(now.whole());
        awaitServed(api, now);
        await("what the new topic has not is gone", () -> served(api, gone) == null);
        assertThat(isReady(api)).isTrue();
      }
    }
  }

  @Test
  void offsetsThatTheBrokerHasNot_rebuildTheCopy() throws ExecutionException, InterruptedException {
    Generation gone = Generation.of("gone", 1);
    Generation there = Generation.of("there", 1);
    Origin origin = origin();
    try (ProfileStore store =
        ProfileStore.open(dir, 4 << 20, 1 << 20, new RejectionLimits(3, 10))) {
      store.feed().follow(Topic.MERGED, origin);
      for (int partition = 0; partition < 3; partition++) {
        store.feed().apply(Topic.MERGED, partition, 5000, gone.whole().key(), gone.whole().value());
      }
    }
    try (TopicWriter writer = new TopicWriter(broker.bootstrapServers())) {
      writer.commit(there.whole());
    }
    try (RunningApi api = api()) {
      awaitServed(api, there);
      await("what the broker has not is gone", () -> served(api, gone) == null);
      await("ready", () -> isReady(api));
    }
  }

  private static Origin origin() throws ExecutionException, InterruptedException {
    try (Admin admin = admin()) {
      return FollowedTopics.find(admin, 3).origins().get(Topic.MERGED);
    }
  }
}
