package dev.pgohub.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.pgohub.pprof.FragmentReader;
import dev.pgohub.pprof.ProfileLimits;
import dev.pgohub.pprof.ProfileText;
import dev.pgohub.pprof.Tally;
import dev.pgohub.schemas.ControlKey;
import dev.pgohub.schemas.ProfileTag;
import dev.pgohub.schemas.Topic;
import dev.pgohub.schemas.proto.PublicationTarget;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Real profiles go in over HTTP, and what comes out is what Go's own tools make of them. */
class EndToEndIT {

  @TempDir static Path dir;
  private static HubProcess hub;
  private static HubClient client;

  @BeforeAll
  static void start() throws Exception {
    hub = HubProcess.start(dir.resolve("data"), Map.of("PGOHUB_CLIENT_RATE", "0"));
    client = new HubClient(hub.awaitReady());
  }

  @AfterAll
  static void end() throws Exception {
    assertThat(hub.terminate()).as(hub::toString).isZero();
    assertThat(hub.stderr()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"apiserver", "gocompile", "jsonbench"})
  void fleet_inAnyOrder_givesTheSameBytes(String service) throws Exception {
    Fleet fleet = Fleet.of(service);
    List<byte[]> shuffled = new ArrayList<>(fleet.fragments());
    Collections.shuffle(shuffled, new Random(7));
    postAll(service, fleet.fragments());
    postAll(service + "-shuffled", shuffled);

    HttpResponse<byte[]> inOrder = client.awaitWeight(service, fleet.weight());
    HttpResponse<byte[]> inAnother = client.awaitWeight(service + "-shuffled", fleet.weight());

    assertThat(inOrder.body()).isEqualTo(inAnother.body());
    assertThat(inOrder.headers().firstValue("ETag"))
        .isEqualTo(inAnother.headers().firstValue("ETag"))
        .get()
        .asString()
        .contains(sha256(inOrder.body()));
    assertThat(edges(inOrder.body())).isEqualTo(fleet.edges());
    assertThat(preprofile(inOrder.body())).isEqualTo(fleet.edges());
  }

  static List<Path> heapProfiles() {
    Path service = Fleet.CORPUS.resolve("fleet/apiserver");
    return List.of(service.resolve("heap-010.pprof"), service.resolve("heap-020.pprof"));
  }

  @ParameterizedTest
  @MethodSource("heapProfiles")
  void heapProfile_ofAFleet_isRefused(Path file) throws Exception {
    HttpResponse<String> answer = client.post("heaps", Files.readAllBytes(file));
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("not_cpu");
  }

  /** What the manifest says that Go's tools think of each file decides. */
  @Test
  void realProfile_isMergedOrRefusedForItsReason() throws Exception {
    Path directory = Fleet.CORPUS.resolve("real");
    List<String> lines = Files.readAllLines(directory.resolve("MANIFEST.tsv"));
    List<String> columns = List.of(lines.get(0).split("\t", -1));
    int merged = 0;
    for (String line : lines.subList(1, lines.size())) {
      List<String> row = List.of(line.split("\t", -1));
      String file = row.get(columns.indexOf("file"));
      String opinion = row.get(columns.indexOf("go_preprofile"));
      byte[] body = Files.readAllBytes(directory.resolve(file));
      String tag = "real-" + lines.indexOf(line);
      HttpResponse<String> answer = client.post(tag, body);
      if (opinion.startsWith("ok edges=")) {
        assertThat(answer.statusCode()).as(file + answer.body()).isEqualTo(200);
        byte[] profile = client.awaitWeight(tag, Fleet.weight(body)).body();
        assertThat((edges(profile).lines().count() - 1) / 3)
            .as(file)
            .isEqualTo(Long.parseLong(opinion.substring("ok edges=".length())));
        merged++;
      } else {
        assertThat(answer.statusCode()).as(file + answer.body()).isEqualTo(400);
        assertThat(answer.body())
            .as(file)
            .contains(reason(row.get(columns.indexOf("encoding")), opinion, line));
        assertThat(client.get(tag).statusCode()).isEqualTo(404);
      }
    }
    assertThat(merged).isEqualTo(7);
  }

  /** From a fragment to a commit in the service's repository, and from its lock file to a build. */
  @Test
  void publication_isCommitted_andItsLockFilePinsIt() throws Exception {
    try (var repository =
        Git.init()
            .setBare(true)
            .setInitialBranch("main")
            .setDirectory(dir.resolve("published.git").toFile())
            .call()
            .getRepository()) {
      publishTo("file://" + dir.resolve("published.git"));
      byte[] fragment = Fleet.of("jsonbench").fragments().get(0);
      postAll("published", List.of(fragment));
      byte[] served = client.awaitWeight("published", Fleet.weight(fragment)).body();

      assertThat(committed(repository, "svc/default.pgo")).isEqualTo(served);
      Path build = Files.createDirectory(dir.resolve("build"));
      Files.write(build.resolve("default.pgo.lock"), committed(repository, "svc/default.pgo.lock"));
      Shell.Result pinned =
          Shell.run(build, Map.of(), "fetch-profile", "--pin", "default.pgo.lock", "--fail");
      assertThat(pinned.exitCode()).as(pinned.stderr()).isZero();
      assertThat(build.resolve("default.pgo")).hasBinaryContent(served);
    }
  }

  private static void publishTo(String repository) throws Exception {
    PublicationTarget target =
        PublicationTarget.newBuilder()
            .setRepository(repository)
            .setBranch("main")
            .setPath("svc/default.pgo")
            .setChangedUnixMillis(1)
            .build();
    ControlKey key = new ControlKey(ProfileTag.of("published"), ControlKey.Kind.PUBLICATION);
    try (var producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", hub.bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer
          .send(
              new ProducerRecord<>(Topic.POLICIES.topicName(), key.toBytes(), target.toByteArray()))
          .get();
    }
  }

  /** Waits for the file on the main branch. */
  private static byte[] committed(Repository repository, String path) throws Exception {
    Instant deadline = Instant.now().plusSeconds(60);
    ObjectId file;
    while ((file = repository.resolve("refs/heads/main:" + path)) == null) {
      assertThat(Instant.now()).as("%s is committed in time", path).isBefore(deadline);
      Thread.sleep(50);
    }
    return repository.open(file).getBytes();
  }

  private static String reason(String encoding, String opinion, String line) {
    if (encoding.contains("LEGACY")) {
      return "not_pprof";
    }
    return opinion.contains("sample index") || line.contains("wallclock")
        ? "not_cpu"
        : "unsymbolized";
  }

  private static void postAll(String tag, List<byte[]> fragments) throws Exception {
    for (byte[] fragment : fragments) {
      HttpResponse<String> answer = client.post(tag, fragment);
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }
  }

  private static String edges(byte[] profile) throws Exception {
    var run = new FragmentReader(ProfileLimits.DEFAULTS).read(profile).run();
    return ProfileText.edges(Tally.of(List.of(run)));
  }

  /** What the compiler itself reads from it, where Go is there. */
  private static String preprofile(byte[] profile) throws Exception {
    Path in = Files.write(Files.createTempFile(dir, "default", ".pgo"), profile);
    Path out = Files.createTempFile(dir, "edges", ".txt");
    Process go;
    try {
      go =
          new ProcessBuilder("go", "tool", "preprofile", "-i", in.toString(), "-o", out.toString())
              .redirectErrorStream(true)
              .start();
    } catch (IOException e) {
      assumeThat(false)
          .as("go is not on the PATH: only the engine's own text was compared")
          .isTrue();
      throw e;
    }
    String said = new String(go.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(go.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(go.exitValue()).as(said).isZero();
    return Files.readString(out);
  }

  private static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }
}
