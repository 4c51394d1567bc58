package dev.pgohub.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

class ProfileApiSettingsTest {

  private static ProfileApiSettings bind(Map<String, String> settings) {
    return new Binder(new MapConfigurationPropertySource(settings))
        .bindOrCreate("pgohub", ProfileApiSettings.class);
  }

  @Test
  void nothingSet_hasTheDocumentedDefaults() {
    ProfileApiSettings settings = bind(Map.of());
    assertThat(settings.bootstrapServers()).isEqualTo("localhost:9092");
    assertThat(settings.httpAddress()).isEqualTo("127.0.0.1");
    assertThat(settings.httpPort()).isEqualTo(8080);
    assertThat(settings.dataDir()).isAbsolute().isEqualTo(Path.of("data/api").toAbsolutePath());
    assertThat(settings.publishTimeout()).isEqualTo(Duration.ofSeconds(10));
    assertThat(settings.clientRate()).isEqualTo(DataSize.ofMegabytes(4));
    assertThat(settings.clientBurst()).isEqualTo(DataSize.ofMegabytes(8));
    assertThat(settings.modeLabels()).containsExactly("pgohub_mode");
    assertThat(settings.instanceLabels()).containsExactly("instance", "pod", "hostname");
    assertThat(settings.scrapeFile()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "http-port, 65536",
    "http-port, -1",
    "partitions, 0",
    "max-posts, 0",
    "max-posts, 81",
    "max-post-bytes, 8MB",
    "fragment-readers, 0",
    "application-id, ' '",
    "max-backlog, -1",
    "clients, 0",
    "max-tags, 0",
    "store-cache, 1KB",
    "store-write-buffers, 33MB",
    "client-burst, 0B",
    "client-rate, -1B",
    "body-timeout, 0s",
    "response-timeout, 2h",
    "publish-timeout, 1s",
    "bootstrap-servers, ' '",
    "http-address, ''",
    "authentication, off",
    "max-recording, 512KB",
    "max-recording, 1GB",
    "recording-timeout, 1h",
    "scrapes, 0",
    "scrapes, 33",
    "scrape-timeout, 0s",
    "scrape-dns, 10.0.0.2"
  })
  void valueOutOfRange_isRefusedByName(String name, String value) {
    assertThatThrownBy(() -> bind(Map.of("pgohub." + name, value)))
        .satisfies(
            e -> {
              StartFailure failure = StartFailure.of(e);
              assertThat(failure.exitCode()).isEqualTo(StartFailure.BAD_SETTING);
              assertThat(failure.line()).startsWith("pgohub." + name + " is \"").hasLineCount(1);
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "::", "10.1.2.3", "192.0.2.7"})
  void addressThatOthersReach_needsTokensOrAWord(String address) {
    assertThatThrownBy(() -> bind(Map.of("pgohub.http-address", address)))
        .satisfies(
            e -> {
              StartFailure failure = StartFailure.of(e);
              assertThat(failure.exitCode()).isEqualTo(StartFailure.BAD_SETTING);
              assertThat(failure.line())
                  .hasLineCount(1)
                  .contains(address, "PGOHUB_TOKENS_FILE", "PGOHUB_AUTHENTICATION=none");
            });
    assertThat(
            bind(Map.of("pgohub.http-address", address, "pgohub.authentication", "none")).isLocal())
        .isFalse();
    assertThat(bind(Map.of("pgohub.http-address", address, "pgohub.tokens-file", "x")).hasTokens())
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.1.2.3", "::1", "localhost"})
  void addressOfThisMachine_needsNone(String address) {
    assertThat(bind(Map.of("pgohub.http-address", address)).isLocal()).isTrue();
  }

  @Test
  void noAuthentication_withTokens_isRefused() {
    assertThatThrownBy(
            () -> bind(Map.of("pgohub.authentication", "none", "pgohub.tokens-file", "x")))
        .satisfies(
            e -> assertThat(StartFailure.of(e).line()).startsWith("pgohub.authentication is"));
  }

  @ParameterizedTest
  @CsvSource({
    "tokens-file, PGOHUB_TOKENS_FILE: /none cannot be read",
    "kafka-properties, PGOHUB_KAFKA_PROPERTIES: /none: it cannot be read",
  })
  void fileThatIsNotThere_isRefusedByName(String name, String line) {
    ProfileApiSettings settings = bind(Map.of("pgohub." + name, "/none"));
    assertThatThrownBy(settings::requireUsableFiles)
        .satisfies(
            e -> {
              assertThat(StartFailure.of(e).exitCode()).isEqualTo(StartFailure.BAD_SETTING);
              assertThat(StartFailure.of(e).line()).hasLineCount(1).startsWith(line);
            });
  }

  @Test
  void valueOfAnotherKind_isRefusedByName() {
    assertThatThrownBy(() -> bind(Map.of("pgohub.body-timeout", "soon")))
        .satisfies(
            e ->
                assertThat(StartFailure.of(e).line())
                    .startsWith("pgohub.body-timeout is \"soon\":"));
  }
}
