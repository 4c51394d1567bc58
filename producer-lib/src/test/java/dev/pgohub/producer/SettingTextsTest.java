package dev.pgohub.producer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgohub.jfr.SampleEvent;
import dev.pgohub.schemas.InvalidNameException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SettingTextsTest {

  private final Map<Setting, String> built = new HashMap<>();
  private final Map<String, String> properties = new HashMap<>();
  private final Map<String, String> environment = new HashMap<>();
  private final List<String> warnings = new ArrayList<>();

  private CaptureSettings read() {
    SettingTexts texts = new SettingTexts(built, properties, environment, warnings::add);
    return CaptureSettings.read("checkout", texts, "1.2.3", Map.of());
  }

  @Test
  void read_nothingSet_takesTheDefaults() {
    CaptureSettings settings = read();
    assertThat(settings.mode().value()).isEmpty();
    assertThat(settings.instance()).isEmpty();
    assertThat(settings.build()).isEqualTo("1.2.3");
    assertThat(settings.broker()).hasToString("localhost:9092");
    assertThat(settings.firstWindow()).isEqualTo(Duration.ofSeconds(10));
    assertThat(settings.window()).isEqualTo(Duration.ofSeconds(60));
    assertThat(settings.jitter()).isEqualTo(0.1);
    assertThat(settings.event()).isNull();
    assertThat(settings.interval()).isNull();
    assertThat(settings.maxPending()).isEqualTo(10);
    assertThat(settings.maxStacks()).isEqualTo(50_000);
    assertThat(settings.maxRecordingBytes()).isEqualTo(64 << 20);
    assertThat(settings.closeTimeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(warnings).isEmpty();
  }

  @Test
  void read_environment_isTaken() {
    environment.put("PGOHUB_FIRST_WINDOW", "500ms");
    environment.put("PGOHUB_WINDOW", "10m");
    environment.put("PGOHUB_SAMPLER", "execution");
    environment.put("PGOHUB_INTERVAL", "5ms");
    environment.put("PGOHUB_MODE", "batch");
    environment.put("PGOHUB_BUILD", "4f2a");
    CaptureSettings settings = read();
    assertThat(settings.firstWindow()).isEqualTo(Duration.ofMillis(500));
    assertThat(settings.window()).isEqualTo(Duration.ofMinutes(10));
    assertThat(settings.event()).isEqualTo(SampleEvent.EXECUTION);
    assertThat(settings.interval()).isEqualTo(Duration.ofMillis(5));
    assertThat(settings.mode().value()).isEqualTo("batch");
    assertThat(settings.build()).isEqualTo("4f2a");
  }

  @Test
  void read_propertyAndEnvironment_takesTheProperty() {
    environment.put("PGOHUB_INSTANCE", "from-environment");
    properties.put("pgohub.instance", "from-property");
    assertThat(read().instance()).isEqualTo("from-property");
  }

  @Test
  void read_builderAndProperty_takesTheBuilder() {
    properties.put("pgohub.instance", "from-property");
    built.put(Setting.INSTANCE, "from-builder");
    assertThat(read().instance()).isEqualTo("from-builder");
  }

  @Test
  void read_emptyVariable_isAsIfNotSet() {
    environment.put("PGOHUB_WINDOW", " ");
    assertThat(read().window()).isEqualTo(Duration.ofSeconds(60));
    assertThat(warnings).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "pgohub.first-window, soon",
    "pgohub.window, 0s",
    "pgohub.window, 2d",
    "pgohub.window, -5s",
    "pgohub.window, 999999999999d",
    "pgohub.jitter, 1",
    "pgohub.jitter, much",
    "pgohub.sampler, wall",
    "pgohub.interval, 0ms",
    "pgohub.interval, fast",
    "pgohub.max-pending, 0",
    "pgohub.max-pending, 1.5",
    "pgohub.max-stacks, many",
    "pgohub.max-recording-bytes, 1",
    "pgohub.close-timeout, 2m",
  })
  void read_valueThatCannotBeUsed_warnsAndTakesTheDefault(String property, String value) {
    CaptureSettings defaults = read();
    properties.put(property, value);
    assertThat(read()).isEqualTo(defaults);
    assertThat(warnings)
        .singleElement()
        .asString()
        .startsWith(property + " is \"" + value + "\", not ")
        .contains("; taking ")
        .doesNotContain("\n");
  }

  @ParameterizedTest
  @CsvSource({"true, true", "1, true", "YES, true", "off, false", "0, false", "False, false"})
  void flag_wordForIt_isUnderstood(String value, boolean enabled) {
    environment.put("PGOHUB_ENABLED", value);
    assertThat(
            new SettingTexts(built, properties, environment, warnings::add).flag(Setting.ENABLED))
        .isEqualTo(enabled);
    assertThat(warnings).isEmpty();
  }

  @Test
  void read_modeThatIsNone_isRefused() {
    properties.put("pgohub.mode", "no mode");
    assertThatThrownBy(this::read).isInstanceOf(InvalidNameException.class);
  }

  @Test
  void read_longLabels_areCut() {
    properties.put("pgohub.instance", "i".repeat(1000));
    assertThat(read().instance()).hasSize(256);
  }

  @ParameterizedTest
  @EnumSource(Setting.class)
  void unknownSettings_knownNames_areNotTold(Setting setting) {
    assertThat(
            UnknownSettings.find(
                Map.of(setting.property(), "", "user.dir", ""), Map.of(setting.environment(), "")))
        .isEmpty();
  }

  @Test
  void unknownSettings_unknownProperty_isToldWithTheNearest() {
    assertThat(UnknownSettings.find(Map.of("pgohub.first.window", "", "pgohub.foo", ""), Map.of()))
        .hasSize(2)
        .first()
        .isEqualTo(
            "unknown system property pgohub.first.window; the nearest known one is"
                + " pgohub.first-window");
  }

  @Test
  void unknownSettings_unknownVariable_isToldOnlyWhenNearToAKnownOne() {
    Map<String, String> shared =
        Map.of("PGOHUB_HTTP_PORT", "", "PGOHUB_DATA_DIR", "", "PGOHUB_BOOTSTRAP_SERVER", "");
    assertThat(UnknownSettings.find(Map.of(), shared))
        .containsExactly(
            "unknown environment variable PGOHUB_BOOTSTRAP_SERVER; did you mean"
                + " PGOHUB_BOOTSTRAP_SERVERS?");
  }
}
