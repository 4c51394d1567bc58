package dev.pgohub.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.eclipse.jgit.api.Git;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The example service in a repository of its own, to which its profile is published: what the lock
 * file pins is built to the same binary later, whatever came in since.
 */
class PinnedBuildIT {

  private static final String TAG = "example";
  private static final int FRAGMENTS_LATER = 1_000;
  private static final int SENDERS = 4;

  @TempDir Path dir;

  @BeforeAll
  static void requireGo() {
    boolean hasGo;
    try {
      hasGo = new ProcessBuilder("go", "version").start().waitFor() == 0;
    } catch (IOException | InterruptedException e) {
      hasGo = false;
    }
    assumeThat(hasGo).as("go is not on the PATH: no pinned build was compared").isTrue();
  }

  @Test
  void pinnedBuild_aDayAndAThousandFragmentsLater_givesTheSameBinary() throws Exception {
    Path remote = dir.resolve("service.git");
    createService(remote);
    try (HubProcess hub =
        HubProcess.start(
            dir.resolve("data"),
            Map.of(
                "PGOHUB_POLICY", "",
                "PGOHUB_CLIENT_RATE", "0",
                "PGOHUB_PUBLISH_INTERVAL", "1s"))) {
      HubClient client = new HubClient(hub.awaitReady());
      HttpResponse<String> target =
          client.putJson(
              "/api/v1/tags/" + TAG + "/publication",
              "{\"repository\": \"file://"
                  + remote
                  + "\", \"branch\": \"main\", \"path\": \"examples/go/default.pgo\"}");
      assertThat(target.statusCode()).as(target.body()).isEqualTo(200);

      Instant yesterday = Instant.now().minus(Duration.ofHours(26));
      for (int i = 0; i < 6; i++) {
        send(client, i % 2 == 0 ? "csv-1" : "csv-2", yesterday.plusSeconds(60L * i), i);
      }
      Path first = clone(remote, "first", "default.pgo.lock");
      String digest = pin(first);
      String binary = build(first);

      // The workload changes, and another generation is served.
      Instant today = Instant.now().minus(Duration.ofHours(1));
      sendAll(client, today);
      await("another generation", () -> !served(client).contains(digest));

      Path later = clone(remote, "later", "default.pgo.lock");
      Files.copy(
          first.resolve("default.pgo.lock"),
          later.resolve("default.pgo.lock"),
          StandardCopyOption.REPLACE_EXISTING);
      Files.deleteIfExists(later.resolve("default.pgo"));
      assertThat(pin(later)).isEqualTo(digest);
      assertThat(build(later)).isEqualTo(binary);
      assertThat(hub.terminate()).as(hub::toString).isZero();
    }
  }

  private static void createService(Path remote) throws Exception {
    Path work = remote.resolveSibling("work");
    for (String part : List.of("clients/go", "examples/go")) {
      copy(Shell.ROOT.resolve(part), work.resolve(part));
    }
    Git.init().setBare(true).setInitialBranch("main").setDirectory(remote.toFile()).call().close();
    try (Git git = Git.init().setInitialBranch("main").setDirectory(work.toFile()).call()) {
      git.add().addFilepattern(".").call();
      git.commit()
          .setMessage("The service")
          .setAuthor("test", "test@example.com")
          .setCommitter("test", "test@example.com")
          .setSign(false)
          .call();
      git.push().setRemote(remote.toUri().toString()).add("main").call();
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.sorted(Comparator.naturalOrder()).toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else if (!file.getFileName().toString().equals("default.pgo")) {
          Files.copy(file, target);
        }
      }
    }
  }

  /** A clone of the service's repository, once a file stands in it; the service's directory. */
  private Path clone(Path remote, String name, String file) throws Exception {
    Path target = dir.resolve(name);
    await(
        file + " in the repository",
        () -> {
          if (Files.exists(target)) {
            delete(target);
          }
          Git.cloneRepository()
              .setURI(remote.toUri().toString())
              .setDirectory(target.toFile())
              .call()
              .close();
          return Files.exists(target.resolve("examples/go").resolve(file));
        });
    return target.resolve("examples/go");
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /** Fetches what the lock file names, and returns its digest. */
  private static String pin(Path service) throws Exception {
    Files.deleteIfExists(service.resolve("default.pgo"));
    Shell.Result pinned =
        Shell.run(service, Map.of(), "fetch-profile", "--pin", "default.pgo.lock", "--fail");
    assertThat(pinned.exitCode()).as(pinned.stderr()).isZero();
    return sha256(service.resolve("default.pgo"));
  }

  /** Builds with the profile beside main, as go does by itself; the digest of the binary. */
  private static String build(Path service) throws Exception {
    Path log = service.resolve("build.log");
    ProcessBuilder go =
        new ProcessBuilder("go", "build", "-trimpath", "-buildvcs=false", "-o", "service", ".")
            .directory(service.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    go.environment().put("CGO_ENABLED", "0");
    Process build = go.start();
    assertThat(build.waitFor(10, TimeUnit.MINUTES)).isTrue();
    assertThat(build.exitValue()).as(Files.readString(log)).isZero();
    return sha256(service.resolve("service"));
  }

  private static void sendAll(HubClient client, Instant from) throws Exception {
    ExecutorService senders = Executors.newFixedThreadPool(SENDERS);
    try {
      List<Future<Void>> sent =
          IntStream.range(0, FRAGMENTS_LATER)
              .mapToObj(
                  i ->
                      senders.submit(
                          () -> {
                            send(client, "json", from.plusSeconds(3L * i), 100 + i);
                            return (Void) null;
                          }))
              .toList();
      for (Future<Void> one : sent) {
        one.get();
      }
    } finally {
      senders.shutdownNow();
    }
  }

  private static void send(HubClient client, String profile, Instant from, int id)
      throws Exception {
    byte[] body;
    try (var in = PinnedBuildIT.class.getResourceAsStream("/example/" + profile + ".pprof")) {
      body = in.readAllBytes();
    }
    long start = from.getEpochSecond();
    HttpResponse<String> answer =
        client.postTo(
            "/profile/" + TAG + "?instance=i" + id % 4 + "&from=" + start + "&until=" + (start + 8),
            body,
            "f" + id);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  private static String served(HubClient client) throws Exception {
    return client.getText("/api/v1/tags/" + TAG).body().replaceAll("(?s)\"live\".*", "");
  }

  private interface Condition {
    boolean holds() throws Exception;
  }

  private static void await(String what, Condition condition) throws Exception {
    Instant deadline = Instant.now().plus(Duration.ofMinutes(2));
    while (!condition.holds()) {
      assertThat(Instant.now()).as("waited too long for " + what).isBefore(deadline);
      Thread.sleep(200);
    }
  }

  private static String sha256(Path file) throws Exception {
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
    return HexFormat.of().formatHex(digest);
  }
}
