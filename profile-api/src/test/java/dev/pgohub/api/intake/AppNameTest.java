package dev.pgohub.api.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgohub.api.problem.HttpProblem;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class AppNameTest {

  @Test
  void parse_nameAlone_hasNoLabels() {
    assertThat(AppName.parse(" my/app.cpu ")).isEqualTo(new AppName("my/app.cpu", Map.of()));
    assertThat(AppName.parse("app{}")).isEqualTo(new AppName("app", Map.of()));
    assertThat(AppName.parse("{a=b}")).isEqualTo(new AppName("", Map.of("a", "b")));
  }

  @Test
  void parse_labels_keepDotsSlashesBlanksAndPlus() {
    String name = "app{otel.scope.name=com.x/java, os=OpenJDK Runtime, version=17+6=x,empty=}";
    assertThat(AppName.parse(name).labels())
        .isEqualTo(
            Map.of(
                "otel.scope.name", "com.x/java",
                "os", "OpenJDK Runtime",
                "version", "17+6=x",
                "empty", ""));
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", " ", "a{", "a{b=c", "a{b}", "a{=b}", "a{b={}}", "a{b=c}}"})
  void parse_somethingElse_isRefused(String name) {
    assertThatThrownBy(() -> AppName.parse(name)).isInstanceOf(HttpProblem.class);
  }

  @Test
  void parse_tooLong_isRefused() {
    assertThatThrownBy(() -> AppName.parse("a".repeat(5000))).hasMessageContaining("4096");
  }
}
