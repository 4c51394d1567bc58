package dev.pgohub.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;

class SettingNamesTest {

  private static void checkProperty(String name) {
    SettingNames.check(List.of(new MapPropertySource("test", Map.of(name, "x"))));
  }

  private static void checkEnvironment(String name) {
    SettingNames.check(List.of(new SystemEnvironmentPropertySource("env", Map.of(name, "x"))));
  }

  @Test
  void knownName_inAnySpelling_isAccepted() {
    for (String name : ProfileApiSettings.names()) {
      assertThatCode(() -> checkProperty(name)).doesNotThrowAnyException();
    }
    assertThatCode(() -> checkProperty("pgohub.dataDir")).doesNotThrowAnyException();
    assertThatCode(() -> checkEnvironment("PGOHUB_DATA_DIR")).doesNotThrowAnyException();
    assertThatCode(() -> checkEnvironment("PGOHUB_DATADIR")).doesNotThrowAnyException();
  }

  @Test
  void unknownName_isRefusedWithTheNearest() {
    assertThatThrownBy(() -> checkProperty("pgohub.data-dri"))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessage("unknown setting pgohub.data-dri; the nearest known one is pgohub.data-dir");
    assertThatThrownBy(() -> checkEnvironment("PGOHUB_BOOTSTRAP_SERVER"))
        .hasMessage(
            "unknown setting PGOHUB_BOOTSTRAP_SERVER; the nearest known one is"
                + " PGOHUB_BOOTSTRAP_SERVERS");
  }

  @Test
  void nameOfOthers_isNotLookedAt() {
    assertThatCode(() -> checkProperty("server.prot")).doesNotThrowAnyException();
    assertThatCode(() -> checkProperty("PGOHUB_WHATEVER")).doesNotThrowAnyException();
    assertThatCode(() -> checkEnvironment("HOME")).doesNotThrowAnyException();
  }

  @Test
  void names_areThoseOfTheSettings() {
    assertThat(ProfileApiSettings.names())
        .contains("pgohub.bootstrap-servers", "pgohub.data-dir", "pgohub.http-port")
        .hasSize(ProfileApiSettings.class.getRecordComponents().length);
  }
}
