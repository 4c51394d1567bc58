package dev.pgohub.standalone;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.pgohub.merger.Merger;
import dev.pgohub.merger.MergerSetting;
import dev.pgohub.merger.MergerSettings;
import dev.pgohub.merger.MergerStartException;
import dev.pgohub.producer.ProfileCapture;
import dev.pgohub.publisher.Publisher;
import dev.pgohub.publisher.PublisherSetting;
import dev.pgohub.publisher.PublisherSettings;
import dev.pgohub.schemas.Topic;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * All rooms at a broker with TLS, each as a user of its own with what docs/security.md allows, and
 * an API with tokens. Nothing of what is secret is seen anywhere.
 */
class SecuredHubIT {

  private static final String GIT_SECRET = "canary-git-93ab";

  @TempDir static Path dir;

  private static LogBook log;
  private static SecuredBroker broker;
  private static SecuredApi api;
  private static Merger merger;
  private static Publisher publisher;
  private static HttpServer git;
  private static final AtomicInteger asked = new AtomicInteger();

  @BeforeAll
  static void start() throws Exception {
    log = LogBook.begin();
    broker = SecuredBroker.start(dir.resolve("broker"));
    broker.allow(AclPage.read());
    merger = Merger.start(merger("pgohub-merger"));
    api = SecuredApi.start(dir, broker);
    publisher =
        Publisher.start(
            PublisherSettings.defaults()
                .with(PublisherSetting.BOOTSTRAP_SERVERS, broker.bootstrapServers())
                .with(PublisherSetting.KAFKA_PROPERTIES, broker.file("pgohub-publisher"))
                .with(PublisherSetting.PUBLISH_REPOSITORIES, "http://127.0.0.1:" + gitServer())
                .with(PublisherSetting.PUBLISH_CREDENTIALS, "file:" + dir)
                .with(PublisherSetting.PUBLISHER_DIR, dir.resolve("publisher").toString()));
    api.awaitCaughtUp();
  }

  private static MergerSettings merger(String user) throws IOException {
    return MergerSettings.defaults()
        .withBootstrapServers(broker.bootstrapServers())
        .withStateDir(dir.resolve("merger"))
        .with(MergerSetting.KAFKA_PROPERTIES, broker.file(user))
        .with(MergerSetting.PARTITIONS, "2")
        .with(MergerSetting.POLICY, HubProcess.PLAIN);
  }

  /** One that refuses, and says in its answer what it was sent. */
  private static int gitServer() throws IOException {
    git = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    git.createContext(
        "/",
        exchange -> {
          String sent = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
          byte[] answer = ("no: " + sent).getBytes(UTF_8);
          exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"" + sent + "\"");
          exchange.sendResponseHeaders(sent.equals("null") ? 401 : 403, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
          asked.incrementAndGet();
        });
    git.start();
    return git.getAddress().getPort();
  }

  @AfterAll
  static void stop() throws Exception {
    try {
      // What a room does when it comes with a wrong password, or without a right.
      assertThatThrownBy(
              () ->
                  Merger.start(
                      merger("pgohub-merger")
                          .with(
                              MergerSetting.KAFKA_PROPERTIES,
                              broker.file("pgohub-merger", SecuredBroker.CANARY + "wrong"))))
          .isInstanceOf(MergerStartException.class)
          .hasMessageContaining("refuses us")
          .satisfies(e -> assertNoSecret("the message", String.valueOf(e.getMessage())));
    } finally {
      publisher.close();
      api.close();
      merger.close();
      broker.close();
      git.stop(0);
      log.close();
    }
    assertNoSecret("the log", log.text());
    assertThat(log.text()).contains("the merger is RUNNING", "created topic merged-profiles");
  }

  private static void assertNoSecret(String where, String text) {
    assertThat(text.contains("canary"))
        .as("a canary in %s: %s", where, around(text, "canary"))
        .isFalse();
    for (String token : api.tokens()) {
      assertThat(text.contains(token)).as("a token in %s", where).isFalse();
    }
  }

  private static String around(String text, String found) {
    int at = text.indexOf(found);
    return at < 0 ? "" : text.substring(Math.max(0, at - 200), Math.min(text.length(), at + 100));
  }

  @Test
  void profile_ofACapture_isServed() throws Exception {
    ProfileCapture capture =
        ProfileCapture.builder("shop-java")
            .bootstrapServers(broker.bootstrapServers())
            .kafkaProperties(broker.file("pgohub-producer"))
            .firstWindow(Duration.ofMillis(500))
            .window(Duration.ofMillis(500))
            .closeTimeout(Duration.ofSeconds(20))
            .start();
    try (capture) {
      long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(1500);
      double sum = 0;
      while (System.nanoTime() < end) {
        sum += Math.sqrt(sum + 1);
      }
      assertThat(sum).isPositive();
    }
    assertThat(capture.stats().published()).as("%s", capture.stats()).isPositive();
    assertThat(api.awaitProfile("shop-java").statusCode()).isEqualTo(200);
  }

  @Test
  void profile_overHttp_isServed_madeAgain_andPublishedOnlyWhereItMayBe() throws Exception {
    byte[] fragment = Fleet.of("apiserver").fragments().get(0);
    assertThat(api.post("/profile/shop-go", "writer", fragment).statusCode()).isEqualTo(200);
    HttpResponse<String> served = api.awaitProfile("shop-go");
    String digest = served.headers().firstValue("ETag").orElseThrow().replace("\"", "");
    assertReproduced("shop-go@sha256:" + digest);

    Path secret = Files.writeString(dir.resolve("git-secret"), "git:" + GIT_SECRET);
    String target =
        "{\"repository\": \"http://127.0.0.1:%d/shop.git\", \"branch\": \"main\","
            + " \"path\": \"default.pgo\", \"credentials\": \"%s\"}";
    String path = "/api/v1/tags/shop-go/publication";
    HttpResponse<String> wrong =
        api.put(path, target.formatted(git.getAddress().getPort(), GIT_SECRET));
    assertThat(wrong.statusCode()).isEqualTo(400);
    assertNoSecret("a refusal", wrong.body() + wrong.headers());
    HttpResponse<String> right =
        api.put(path, target.formatted(git.getAddress().getPort(), "file:" + secret));
    assertThat(right.statusCode()).as(right.body()).isEqualTo(200);
    String result = api.await(path, body -> body.contains("\"error\""));
    assertThat(result).contains("remote");
    assertThat(asked.get()).isPositive();
    assertNoSecret("the result", result);
    assertNoSecret("topics", topics());
    assertNoSecret("metrics", api.get("/actuator/prometheus", "owner").body());
    assertNoSecret("health", api.get("/actuator/health", "owner").body());
  }

  @Test
  void requests_withoutTheRight_areRefused_andRepeatNothing() throws Exception {
    assertThat(api.get("/api/v1/tags", "none").statusCode()).isEqualTo(401);
    String wrong = "pgohub_canary" + "A".repeat(37);
    HttpResponse<String> unknown = api.getWith("/api/v1/tags", "Bearer " + wrong);
    assertThat(unknown.statusCode()).isEqualTo(401);
    assertNoSecret("an answer", unknown.body() + unknown.headers());
    HttpResponse<String> forbidden = api.get("/profile/shop-go", "writer");
    assertThat(forbidden.statusCode()).isEqualTo(403);
    assertNoSecret("an answer", forbidden.body() + forbidden.headers());
    HttpResponse<String> broken = api.post("/profile/shop-go", "writer", "canary".getBytes(UTF_8));
    assertThat(broken.statusCode()).isEqualTo(400);
    assertNoSecret("an answer", broken.body() + broken.headers());
  }

  /** Who may read and write which of our topics; the rest is refused by the broker. */
  @Test
  void rooms_atTheBroker_mayDoWhatTheyMust_andNothingElse() throws Exception {
    Map<String, Set<Topic>> readers =
        Map.of(
            "pgohub-producer", Set.of(),
            "pgohub-merger", Set.of(Topic.FRAGMENTS, Topic.POLICIES),
            "pgohub-api",
                Set.of(
                    Topic.MERGED,
                    Topic.GENERATIONS,
                    Topic.POLICIES,
                    Topic.STATUS,
                    Topic.REJECTIONS),
            "pgohub-publisher", Set.of(Topic.MERGED, Topic.GENERATIONS, Topic.POLICIES),
            "stranger", Set.of());
    Map<String, Set<Topic>> writers =
        Map.of(
            "pgohub-producer", Set.of(Topic.FRAGMENTS),
            "pgohub-merger",
                Set.of(Topic.REJECTIONS, Topic.MERGED, Topic.GENERATIONS, Topic.STATUS),
            "pgohub-api", Set.of(Topic.FRAGMENTS, Topic.POLICIES),
            "pgohub-publisher", Set.of(Topic.POLICIES),
            "stranger", Set.of());
    for (String user : readers.keySet()) {
      Set<Topic> unread = allBut(readers.getOrDefault(user, Set.of()));
      assertThat(notReadable(user, unread)).as("not read by " + user).isEqualTo(unread);
      Set<Topic> unwritten = allBut(writers.getOrDefault(user, Set.of()));
      assertThat(notWritable(user, unwritten)).as("not written by " + user).isEqualTo(unwritten);
    }
    try (Admin admin = Admin.create(broker.client("stranger"))) {
      assertThat(admin.listTopics().names().get(30, TimeUnit.SECONDS)).isEmpty();
    }
  }

  private static Set<Topic> allBut(Set<Topic> some) {
    Set<Topic> others = new TreeSet<>(Set.of(Topic.values()));
    others.removeAll(some);
    return others;
  }

  private static Set<Topic> notReadable(String user, Set<Topic> tried) {
    Set<Topic> refused = new TreeSet<>();
    try (var consumer =
        new KafkaConsumer<>(
            broker.client(user), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      for (Topic topic : tried) {
        TopicPartition partition = new TopicPartition(topic.topicName(), 0);
        consumer.assign(List.of(partition));
        consumer.seek(partition, 0);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        try {
          while (System.nanoTime() < end) {
            assertThat(consumer.poll(Duration.ofMillis(500))).isEmpty();
          }
        } catch (AuthorizationException e) {
          refused.add(topic);
        }
      }
    }
    return refused;
  }

  private static Set<Topic> notWritable(String user, Set<Topic> tried) throws Exception {
    Set<Topic> refused = new TreeSet<>();
    Map<String, Object> configs = broker.client(user);
    configs.put("enable.idempotence", false);
    configs.put("max.block.ms", 10_000);
    try (var producer =
        new KafkaProducer<>(configs, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (Topic topic : tried) {
        try {
          producer.send(new ProducerRecord<>(topic.topicName(), new byte[1], new byte[1])).get();
        } catch (ExecutionException e) {
          assertThat(e).hasCauseInstanceOf(AuthorizationException.class);
          refused.add(topic);
        }
      }
    }
    return refused;
  }

  /** In a process, as scripts/reproduce starts it. */
  private static void assertReproduced(String generation) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            Path.of("target/dist/lib").toAbsolutePath() + "/*",
            "dev.pgohub.merger.ReproduceMain",
            generation);
    builder.environment().keySet().removeIf(key -> key.startsWith("PGOHUB_"));
    builder.environment().put("PGOHUB_BOOTSTRAP_SERVERS", broker.bootstrapServers());
    builder.environment().put("PGOHUB_KAFKA_PROPERTIES", broker.file("pgohub-tools"));
    builder.environment().put("PGOHUB_POLICY", HubProcess.PLAIN);
    Path out = dir.resolve("reproduced");
    Process process = builder.redirectErrorStream(true).redirectOutput(out.toFile()).start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    String said = Files.readString(out);
    assertThat(process.exitValue()).as(said).isZero();
    assertThat(said).endsWith("the same\n");
    assertNoSecret("its output", said);
  }

  /** All records of all topics, those of the merger's own, too. */
  private static String topics() throws Exception {
    StringBuilder all = new StringBuilder();
    Map<String, Object> configs = broker.superClient();
    configs.put("auto.offset.reset", "earliest");
    try (Admin admin = Admin.create(broker.superClient());
        var consumer =
            new KafkaConsumer<>(
                configs, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      Set<String> names =
          admin.listTopics().names().get(30, TimeUnit.SECONDS).stream()
              .filter(name -> !name.startsWith("__"))
              .collect(Collectors.toSet());
      List<TopicPartition> partitions = new ArrayList<>();
      admin
          .describeTopics(names)
          .allTopicNames()
          .get(30, TimeUnit.SECONDS)
          .forEach(
              (name, topic) ->
                  topic
                      .partitions()
                      .forEach(info -> partitions.add(new TopicPartition(name, info.partition()))));
      consumer.assign(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
        consumer
            .poll(Duration.ofMillis(200))
            .forEach(
                record -> {
                  for (byte[] bytes : new byte[][] {record.key(), record.value()}) {
                    all.append(bytes == null ? "" : new String(bytes, ISO_8859_1)).append('\n');
                  }
                });
      }
      assertThat(names).anyMatch(name -> name.startsWith("pgohub-merger-"));
    }
    assertThat(all).contains("git-secret");
    return all.toString();
  }
}
