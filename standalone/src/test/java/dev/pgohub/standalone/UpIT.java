package dev.pgohub.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** scripts/up, as a person and as a supervisor use it. */
class UpIT {

  @TempDir Path dir;

  @Test
  void hub_startedAgain_servesWhatItServed() throws Exception {
    Path data = dir.resolve("data");
    byte[] fragment = Fleet.of("gocompile").fragments().get(0);
    byte[] profile;
    try (HubProcess hub = HubProcess.up(data, Map.of())) {
      URI url = hub.awaitReady();
      HubClient client = new HubClient(url);
      assertThat(client.getText("/actuator/health").statusCode()).isEqualTo(200);
      assertThat(client.post("compiler", fragment).statusCode()).isEqualTo(200);
      profile = client.awaitWeight("compiler", Fleet.weight(fragment)).body();
      Shell.Result fetched =
          Shell.run(dir, Map.of("PGOHUB_URL", url.toString()), "fetch-profile", "compiler");
      assertThat(fetched.exitCode()).isZero();
      assertThat(dir.resolve("default.pgo")).hasBinaryContent(profile);
      assertThat(hub.terminate()).as(hub::toString).isZero();
      assertThat(hub.stderr()).isEmpty();
    }
    try (HubProcess hub = HubProcess.up(data, Map.of())) {
      HubClient client = new HubClient(hub.awaitReady());
      assertThat(client.get("compiler").body()).isEqualTo(profile);
      // The broker has lost the ground under its feet, and finds out here.
      deleteAll(data.resolve("kafka"));
      createTopicInVain(hub.bootstrapServers());
      assertThat(hub.awaitExit()).as(hub::toString).isEqualTo(ExitCode.PART_ENDED.status());
      assertThat(hub.stderr()).hasSize(1).first().asString().startsWith("pgohub: the Kafka broker");
    }
  }

  @Test
  void port_taken_isOneLine() throws Exception {
    try (ServerSocket taken = new ServerSocket(0)) {
      String port = Integer.toString(taken.getLocalPort());
      Shell.Result result = Shell.run(dir, Map.of("PGOHUB_HTTP_PORT", port), "up", "--no-build");
      assertThat(result.exitCode()).isEqualTo(ExitCode.PORT_TAKEN.status());
      assertThat(result.stderr()).hasLineCount(1).contains("the HTTP port " + port);
    }
  }

  @Test
  void jdk_tooOld_isOneLine() throws Exception {
    Path java = Files.createDirectories(dir.resolve("old/bin")).resolve("java");
    Files.writeString(
        java,
        """
        #!/bin/sh
        echo "    java.home = /opt/old" >&2
        echo "    java.specification.version = 11" >&2
        """);
    assertThat(java.toFile().setExecutable(true)).isTrue();
    String path = java.getParent() + ":" + System.getenv("PATH");
    Map<String, String> environment =
        Map.of("JAVA_HOME", dir.resolve("none").toString(), "PATH", path);
    Shell.Result result = Shell.run(dir, environment, "up", "--no-build");
    assertThat(result.exitCode()).isEqualTo(6);
    assertThat(result.stderr())
        .hasLineCount(1)
        .contains("JDK 17 or newer", "has no bin/java", "java on the PATH is version 11");
  }

  @ParameterizedTest
  @ValueSource(strings = {"up", "test", "maven", "find-jdk", "fetch-profile"})
  void script_askedForHelp_givesIt(String script) throws Exception {
    Shell.Result result = Shell.run(dir, Map.of(), script, "--help");
    assertThat(result.exitCode()).isZero();
    assertThat(result.stdout()).startsWith("usage: scripts/" + script);
    assertThat(result.stderr()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"up", "test", "find-jdk"})
  void script_withUnknownArgument_saysSo(String script) throws Exception {
    Shell.Result result = Shell.run(dir, Map.of(), script, "--wat");
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.stderr()).isNotEmpty();
  }

  private static void createTopicInVain(String bootstrapServers) {
    Map<String, Object> configs =
        Map.of(
            "bootstrap.servers", bootstrapServers,
            "request.timeout.ms", 5_000,
            "default.api.timeout.ms", 5_000);
    Admin admin = Admin.create(configs);
    try {
      admin
          .createTopics(List.of(new NewTopic("vain", Optional.of(1), Optional.empty())))
          .all()
          .get();
    } catch (ExecutionException e) {
      // The broker may be gone before it answers.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      admin.close(Duration.ZERO);
    }
  }

  /** The broker goes on writing meanwhile: what it makes anew is deleted, too. */
  private static void deleteAll(Path directory) throws IOException {
    for (int attempt = 1; Files.exists(directory); attempt++) {
      try (var files = Files.walk(directory)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(file);
        }
      } catch (DirectoryNotEmptyException | UncheckedIOException | NoSuchFileException e) {
        if (attempt == 100) {
          throw e;
        }
      }
    }
  }
}
