package dev.pgohub.api.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgohub.api.problem.HttpProblem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AgentTagTest {

  @ParameterizedTest
  @CsvSource({
    "checkout, checkout",
    "checkout.cpu, checkout",
    "checkout.itimer, checkout",
    "cpu, cpu",
    "my/app, my-app",
    "/srv/app, srv-app",
    "a b+c, a-b-c",
    "größe, gr--e",
    "a..b...c, a.b.c",
    "a.., a",
    "repo.git, repo-git",
    "x.lock, x-lock",
    "x.lock., x-lock",
    ".-_x, x",
  })
  void ofAppName_anyName_isATag(String name, String tag) {
    assertThat(AgentTag.ofAppName(name).value()).isEqualTo(tag);
  }

  @Test
  void of_serviceName_keepsItsEnding() {
    assertThat(AgentTag.of("app.cpu").value()).isEqualTo("app.cpu");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".cpu", "///", "..", "日本"})
  void ofAppName_nothingLeft_isRefused(String name) {
    assertThatThrownBy(() -> AgentTag.ofAppName(name)).isInstanceOf(HttpProblem.class);
  }

  @Test
  void ofAppName_tooLong_isRefused() {
    assertThatThrownBy(() -> AgentTag.ofAppName("a".repeat(129))).hasMessageContaining("128");
  }

  @Test
  void mode_nothingLeft_isNone() {
    assertThat(AgentTag.mode("///").value()).isEmpty();
  }
}
