package dev.pgohub.api.intake.scrape;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScrapeListTest {

  private static ScrapeTarget only(String target) throws InvalidScrapeListException {
    return ScrapeList.read(("{\"targets\": [" + target + "]}").getBytes(UTF_8)).get(0);
  }

  @ParameterizedTest
  @CsvSource({
    "http://h:1, http://h:1/debug/pprof/profile?seconds=10, 10",
    "http://h:1/, http://h:1/?seconds=10, 10",
    "https://h/p?x=1, https://h/p?x=1&seconds=10, 10",
    "http://h/p?seconds=3, http://h/p?seconds=3, 3",
  })
  void read_url_asksForSeconds(String url, String asked, int seconds)
      throws InvalidScrapeListException {
    ScrapeTarget target = only("{\"tag\": \"a\", \"url\": \"" + url + "\"}");
    assertThat(target.url()).hasToString(asked);
    assertThat(target.seconds()).isEqualTo(seconds);
    assertThat(target.interval()).isEqualTo(Duration.ofSeconds(60));
  }

  @Test
  void read_everyField_isKept() throws InvalidScrapeListException {
    ScrapeTarget target =
        only(
            """
            {"tag": "a", "srv": "_p._tcp.x", "scheme": "https", "path": "/p", "mode": "m",
             "build": "b", "seconds": 30, "interval": "5m"}
            """);
    assertThat(target.mode().value()).isEqualTo("m");
    assertThat(target.interval()).isEqualTo(Duration.ofMinutes(5));
    ScrapeTarget one = target.at("host", 81);
    assertThat(one.url()).hasToString("https://host:81/p?seconds=30");
    assertThat(one.instance()).isEqualTo("host:81");
    assertThat(one.build()).isEqualTo("b");
    assertThat(one.isName()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"url\": \"http://h\"}",
        "{\"tag\": \"a..b\", \"url\": \"http://h\"}",
        "{\"tag\": \"a\"}",
        "{\"tag\": \"a\", \"url\": \"\"}",
        "{\"tag\": \"a\", \"url\": \"ftp://h\"}",
        "{\"tag\": \"a\", \"url\": \"file:///etc/passwd\"}",
        "{\"tag\": \"a\", \"url\": \"http://user:secret@h\"}",
        "{\"tag\": \"a\", \"url\": \"http://h b\"}",
        "{\"tag\": \"a\", \"url\": \"http://h\", \"srv\": \"x\"}",
        "{\"tag\": \"a\", \"srv\": \"ldap://h/x\"}",
        "{\"tag\": \"a\", \"srv\": \"x\", \"instance\": \"i\"}",
        "{\"tag\": \"a\", \"url\": \"http://h\", \"seconds\": 0}",
        "{\"tag\": \"a\", \"url\": \"http://h\", \"seconds\": 301}",
        "{\"tag\": \"a\", \"url\": \"http://h?seconds=2\", \"seconds\": 2}",
        "{\"tag\": \"a\", \"url\": \"http://h\", \"interval\": \"9s\"}",
        "{\"tag\": \"a\", \"url\": \"http://h\", \"interval\": \"2d\"}",
        "{\"tag\": \"a\", \"url\": \"http://h\", \"interval\": \"soon\"}",
        "{\"tag\": \"a\", \"url\": \"http://h\", \"more\": 1}",
        "1",
      })
  void read_badTarget_isRefusedByItsNumber(String target) {
    assertThatThrownBy(() -> only(target))
        .isInstanceOf(InvalidScrapeListException.class)
        .hasMessageStartingWith("target 1: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[]", "{}", "{\"targets\": {}}"})
  void read_somethingElse_isRefused(String json) {
    assertThatThrownBy(() -> ScrapeList.read(json.getBytes(UTF_8)))
        .isInstanceOf(InvalidScrapeListException.class);
  }

  @Test
  void read_tooManyTargets_isRefused() {
    String json = "{\"targets\": [" + "{},".repeat(ScrapeList.MAX_TARGETS) + "{}]}";
    assertThatThrownBy(() -> ScrapeList.read(json.getBytes(UTF_8)))
        .hasMessageContaining("more than");
  }
}
