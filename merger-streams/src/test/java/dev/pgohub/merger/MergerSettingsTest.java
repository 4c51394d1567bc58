package dev.pgohub.merger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class MergerSettingsTest {

  @Test
  void defaults_areValid() {
    MergerSettings settings = MergerSettings.defaults();
    assertThat(settings.bootstrapServers()).isEqualTo("localhost:9092");
    assertThat(settings.applicationId()).isEqualTo("pgohub-merger");
    assertThat(settings.partitions()).isEqualTo(12);
    assertThat(settings.stateDir()).isAbsolute();
    assertThat(settings.stateDir().endsWith(Path.of("data", "merger"))).isTrue();
    assertThat(settings.span(MergerSetting.FRAGMENT_ID_RETENTION)).isEqualTo(Duration.ofHours(48));
    assertThat(settings.size(MergerSetting.MAX_DEFAULT_PGO)).isEqualTo(10 << 20);
    assertThat(settings.ifSet(MergerSetting.GROUP_INSTANCE_ID)).isEmpty();
  }

  @Test
  void fromEnvironment_readsEverySetting() {
    MergerSettings settings =
        MergerSettings.fromEnvironment(
            Map.of(
                "PGOHUB_BOOTSTRAP_SERVERS", "kafka:9092",
                "PGOHUB_SETTLE_INTERVAL", "2m",
                "PGOHUB_ROCKSDB_CACHE", "1GiB",
                "PGOHUB_MAX_SAMPLES", "5",
                "PGOHUB_HTTP_PORT", "of another room",
                "PATH", "of nobody"));
    assertThat(settings.bootstrapServers()).isEqualTo("kafka:9092");
    assertThat(settings.span(MergerSetting.SETTLE_INTERVAL)).isEqualTo(Duration.ofMinutes(2));
    assertThat(settings.size(MergerSetting.ROCKSDB_CACHE)).isEqualTo(1 << 30);
    assertThat(settings.profileLimits().maxSamples()).isEqualTo(5);
  }

  @Test
  void fromEnvironment_ofAnUnknownName_namesTheNearest() {
    assertThatThrownBy(() -> MergerSettings.fromEnvironment(Map.of("PGOHUB_SETTLE_TIK", "1s")))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessage("there is no setting PGOHUB_SETTLE_TIK; the nearest is PGOHUB_SETTLE_TICK");
  }

  @ParameterizedTest
  @CsvSource({
    "SETTLE_TICK, 25, 'PGOHUB_SETTLE_TICK is \"25\"; it must be a length of time such as 250ms, 10s,"
        + " 5m, 48h or 7d'",
    "SETTLE_TICK, 1h, PGOHUB_SETTLE_TICK is 1h; it must be 1ms to 10s",
    "MAX_DEFAULT_PGO, 3, PGOHUB_MAX_DEFAULT_PGO is 3; it must be 1KiB to 256MiB",
    "MAX_DEFAULT_PGO, 3MB, 'PGOHUB_MAX_DEFAULT_PGO is \"3MB\"; it must be a size such as 512KiB,"
        + " 10MiB or 1GiB'",
    "PARTITIONS, 0, PGOHUB_PARTITIONS is 0; it must be 1 to 10000",
    "PARTITIONS, -1, PGOHUB_PARTITIONS is \"-1\"; it must be a whole number",
    "PARTITIONS, 99999999999999999999, PGOHUB_PARTITIONS is \"99999999999999999999\"; it must be a"
        + " whole number",
    "ROCKSDB_WRITE_BUFFERS, 1GiB, PGOHUB_ROCKSDB_WRITE_BUFFERS is part of PGOHUB_ROCKSDB_CACHE and"
        + " cannot be larger",
    "BOOTSTRAP_SERVERS, ' ', PGOHUB_BOOTSTRAP_SERVERS is empty",
  })
  void with_aWrongValue_saysWhatWouldBeRight(MergerSetting setting, String value, String message) {
    assertThatThrownBy(() -> MergerSettings.defaults().with(setting, value))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @EnumSource
  void standard_isInRange(MergerSetting setting) {
    assertThat(MergerSettings.defaults().with(setting, setting.standard())).isNotNull();
    assertThat(setting.range()).isNotEmpty();
  }

  @Test
  void overrides_reachKafkaStreams_butNotTheGuarantee() {
    MergerSettings settings =
        MergerSettings.defaults().withOverrides(Map.of("producer.linger.ms", "9"));
    assertThat(StreamsProperties.of(settings))
        .containsEntry("producer.linger.ms", "9")
        .containsEntry("processing.guarantee", "exactly_once_v2")
        .containsEntry("commit.interval.ms", 1000L);
    assertThatThrownBy(
            () -> settings.withOverrides(Map.of("processing.guarantee", "at_least_once")))
        .isInstanceOf(InvalidSettingException.class);
  }

  @Test
  void kafkaProperties_reachAllClients_butNotOurs(@TempDir Path dir) throws Exception {
    Path file = Files.writeString(dir.resolve("kafka"), "security.protocol=SSL\nlinger.ms=7\n");
    MergerSettings settings =
        MergerSettings.defaults().with(MergerSetting.KAFKA_PROPERTIES, file.toString());
    StreamsConfig streams = new StreamsConfig(StreamsProperties.of(settings));
    assertThat(streams.getAdminConfigs("x")).containsEntry("security.protocol", "SSL");
    assertThat(streams.getRestoreConsumerConfigs("x")).containsEntry("security.protocol", "SSL");
    assertThat(streams.getProducerConfigs("x"))
        .containsEntry("security.protocol", "SSL")
        .containsEntry("linger.ms", 100);
    Files.writeString(file, "isolation.level=read_uncommitted\n");
    assertThatThrownBy(() -> StreamsProperties.of(settings))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessage("PGOHUB_KAFKA_PROPERTIES: " + file + ": isolation.level is not yours to set");
  }

  @Test
  void streamsProperties_areReadFromTheFile(@TempDir Path dir) throws Exception {
    Path file = Files.writeString(dir.resolve("tls.properties"), "security.protocol=SSL\n");
    MergerSettings settings =
        MergerSettings.defaults().with(MergerSetting.STREAMS_PROPERTIES, file.toString());
    assertThat(StreamsProperties.of(settings)).containsEntry("security.protocol", "SSL");
    assertThatThrownBy(
            () ->
                StreamsProperties.of(
                    settings.with(MergerSetting.STREAMS_PROPERTIES, dir.resolve("no").toString())))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageStartingWith("PGOHUB_STREAMS_PROPERTIES: ");
  }
}
