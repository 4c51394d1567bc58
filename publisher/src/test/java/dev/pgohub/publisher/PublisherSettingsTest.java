package dev.pgohub.publisher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PublisherSettingsTest {

  @Test
  void defaults_areValid() {
    PublisherSettings settings = PublisherSettings.defaults();
    assertThat(settings.bootstrapServers()).isEqualTo("localhost:9092");
    assertThat(settings.directory().endsWith(Path.of("data", "publisher"))).isTrue();
    assertThat(settings.publicUrl()).isEqualTo("http://localhost:8080");
    assertThat(settings.flag(PublisherSetting.PUBLISH_PLAIN_HTTP)).isFalse();
    assertThat(settings.list(PublisherSetting.PUBLISH_REPOSITORIES)).isEmpty();
    assertThat(settings.isSet(PublisherSetting.PUBLIC_URL)).isFalse();
  }

  @Test
  void fromEnvironment_readsEverySetting() {
    PublisherSettings settings =
        PublisherSettings.fromEnvironment(
            Map.of(
                "PGOHUB_PUBLISH_RETRY", "2m",
                "PGOHUB_MAX_REPOSITORY", "1GiB",
                "PGOHUB_PUBLISH_REPOSITORIES", "https://a/x, https://b",
                "PGOHUB_PUBLISH_PLAIN_HTTP", "true",
                "PGOHUB_PUBLIC_URL", "https://pgo.example.com/hub/",
                "PGOHUB_HTTP_PORT", "of another room",
                "PATH", "of nobody"));
    assertThat(settings.span(PublisherSetting.PUBLISH_RETRY)).isEqualTo(Duration.ofMinutes(2));
    assertThat(settings.size(PublisherSetting.MAX_REPOSITORY)).isEqualTo(1 << 30);
    assertThat(settings.list(PublisherSetting.PUBLISH_REPOSITORIES))
        .containsExactly("https://a/x", "https://b");
    assertThat(settings.flag(PublisherSetting.PUBLISH_PLAIN_HTTP)).isTrue();
    assertThat(settings.publicUrl()).isEqualTo("https://pgo.example.com/hub");
  }

  @Test
  void fromEnvironment_ofAnUnknownName_namesTheNearest() {
    assertThatThrownBy(() -> PublisherSettings.fromEnvironment(Map.of("PGOHUB_PUBLISH_RETRI", "")))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessage(
            "there is no setting PGOHUB_PUBLISH_RETRI; the nearest is PGOHUB_PUBLISH_RETRY");
  }

  @ParameterizedTest
  @CsvSource({
    "PUBLISH_RETRY, soon, 'PGOHUB_PUBLISH_RETRY is \"soon\"; it must be a length of time'",
    "PUBLISH_RETRY, 1ms, PGOHUB_PUBLISH_RETRY is 1ms; it must be 10ms to 1d",
    "PUBLISH_PLAIN_HTTP, yes, 'PGOHUB_PUBLISH_PLAIN_HTTP is \"yes\"; it must be true or false'",
    "PUBLISH_AUTHOR, ' ', PGOHUB_PUBLISH_AUTHOR is empty",
    "PUBLISH_EMAIL, <a@b>, PGOHUB_PUBLISH_EMAIL must be one line without < and >",
    "PUBLIC_URL, ftp://x, PGOHUB_PUBLIC_URL must be an http or https URL",
    "PUBLIC_URL, https://user:pw@host, PGOHUB_PUBLIC_URL must be an http or https URL",
  })
  void with_aWrongValue_saysWhatWouldBeRight(
      PublisherSetting setting, String value, String message) {
    assertThatThrownBy(() -> PublisherSettings.defaults().with(setting, value))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageStartingWith(message);
  }

  @ParameterizedTest
  @EnumSource
  void standard_isInRange(PublisherSetting setting) {
    assertThat(PublisherSettings.defaults().with(setting, setting.standard())).isNotNull();
  }
}
