package dev.pgohub.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyTest {

  @Test
  void defaults_areThoseOfTheTable() {
    Policy policy = Policy.DEFAULTS;
    assertThat(policy.stitch()).isEqualTo(Policy.Stitch.RATE);
    assertThat(policy.gate()).isEqualTo(Policy.Gate.NOISE);
    assertThat(policy.span(PolicyField.MAX_AGE)).isEqualTo(Duration.ofDays(7));
    assertThat(policy.span(PolicyField.WINDOW)).isEqualTo(Duration.ofDays(28));
    assertThat(policy.count(PolicyField.READY_WEIGHT)).isEqualTo(1_000);
    assertThat(policy.share(PolicyField.MIN_SYMBOLIZED)).isEqualTo(0.8);
    assertThat(policy.modes()).isEmpty();
    assertThat(policy.keepStacks()).isTrue();
  }

  @Test
  void texts_giveTheSamePolicy() {
    Policy policy =
        Policy.DEFAULTS.with(
            Map.of("modes", "serve=3, batch=1", "maxAge", "168h", "gate", "always"));
    assertThat(Policy.DEFAULTS.with(policy.texts())).isEqualTo(policy);
    assertThat(policy.texts())
        .hasSize(PolicyField.values().length)
        .containsEntry("modes", "batch=1,serve=3")
        .containsEntry("maxAge", "7d");
    assertThat(policy.modes()).isEqualTo(Map.of("batch", 1L, "serve", 3L));
  }

  @Test
  void halfLife_canBeNone() {
    assertThat(Policy.DEFAULTS.with(Map.of("halfLife", "none")).span(PolicyField.HALF_LIFE))
        .isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "stitch, mean",
    "stitch, RATE",
    "minDuration, -1s",
    "minDuration, 2h",
    "minDuration, soon",
    "minSamples, 1.5",
    "minSymbolized, 1.1",
    "minSymbolized, NaN",
    "maxAge, none",
    "maxAge, 999999999999d",
    "readyWeight, -1",
    "modes, serve",
    "modes, 'serve=1,serve=2'",
    "modes, serve=0",
    "modes, a b=1",
    "keepStacks, yes",
    "maxInstanceShare, 0.01",
    "maxEdges, 0",
    "maxBytes, 1000",
    "neverInline, *",
    "neverInline, 'main.f,*'",
  })
  void wrongValue_isRefusedByName(String field, String text) {
    assertThatThrownBy(() -> Policy.DEFAULTS.with(Map.of(field, text)))
        .isInstanceOfSatisfying(
            InvalidPolicyException.class, e -> assertThat(e.field()).isEqualTo(field))
        .hasMessageContaining(field)
        .hasMessageContaining("must be");
  }

  @Test
  void neverInline_namesFunctionsWholeOrByTheirBeginning() {
    Policy policy =
        Policy.DEFAULTS.with(Map.of("neverInline", " main.f, net/http.(*conn).*,main.f,"));
    assertThat(policy.text(PolicyField.NEVER_INLINE)).isEqualTo("main.f,net/http.(*conn).*");
    assertThat(policy.neverInline().matches("main.f")).isTrue();
    assertThat(policy.neverInline().matches("main.f2")).isFalse();
    assertThat(policy.neverInline().matches("net/http.(*conn).serve")).isTrue();
    assertThat(policy.neverInline().matches("net/http.(*server).serve")).isFalse();
    assertThat(Policy.DEFAULTS.neverInline().isEmpty()).isTrue();
    assertThatThrownBy(() -> Policy.parse("neverInline=" + "f".repeat(5_000)))
        .isInstanceOf(InvalidPolicyException.class);
  }

  @Test
  void unknownField_isRefusedWithTheKnownOnes() {
    assertThatThrownBy(() -> Policy.DEFAULTS.with(Map.of("maxage", "7d")))
        .isInstanceOf(InvalidPolicyException.class)
        .hasMessageContaining("maxAge");
  }

  @Test
  void text_namesSomeFields() {
    assertThat(Policy.parse(" stitch = sum; modes=serve=3,batch=1 ;; keepStacks=false"))
        .isEqualTo(
            Policy.DEFAULTS.with(
                Map.of("stitch", "sum", "modes", "serve=3,batch=1", "keepStacks", "false")));
    assertThat(Policy.parse(" ")).isEqualTo(Policy.DEFAULTS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"stitch", "=sum", "stitch=mean", "gate=always;gate=noise", "x=1"})
  void wrongText_isRefused(String text) {
    assertThatThrownBy(() -> Policy.parse(text)).isInstanceOf(InvalidPolicyException.class);
  }
}
