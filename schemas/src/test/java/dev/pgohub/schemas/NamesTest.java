package dev.pgohub.schemas;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {

  @ParameterizedTest
  @ValueSource(strings = {"a", "checkout", "9", "A.b_c-d", "team.service-v2"})
  void tag_ofTheGrammar_isTaken(String tag) {
    assertThat(ProfileTag.of(tag).value()).isEqualTo(tag);
    assertThat(ProfileTag.of(tag)).hasToString(tag);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".a",
        "-a",
        "_a",
        "a/b",
        "a..b",
        "../x",
        "a.lock",
        "a.git",
        "a.",
        "a b",
        "a\0b",
        "ä",
        "a\u202eb",
        "a\n",
        "a@sha256"
      })
  void tag_besideTheGrammar_isRefused(String tag) {
    assertThatThrownBy(() -> ProfileTag.of(tag))
        .isInstanceOf(InvalidNameException.class)
        .hasMessageStartingWith("bad tag \"")
        .message()
        .matches("\\p{Print}+");
  }

  @Test
  void tag_ofMoreCharactersThanTheLimit_isRefused_inAShortMessage() {
    assertThat(ProfileTag.of("a".repeat(ProfileTag.MAX_LENGTH)).value()).hasSize(128);
    assertThatThrownBy(() -> ProfileTag.of("a".repeat(10_000)))
        .isInstanceOf(InvalidNameException.class)
        .message()
        .hasSizeLessThan(200)
        .contains("10000 characters; at most 128");
  }

  @Test
  void mode_isEmptyOrAWord() {
    assertThat(ProfileMode.of("")).isSameAs(ProfileMode.NONE);
    assertThat(ProfileMode.of("batch")).hasToString("batch");
    assertThatThrownBy(() -> ProfileMode.of("a b")).isInstanceOf(InvalidNameException.class);
    assertThatThrownBy(() -> ProfileMode.of("a".repeat(65)))
        .isInstanceOf(InvalidNameException.class);
  }

  @ParameterizedTest
  @CsvSource({"'',-1", "batch,-1", "'',0", "batch,12"})
  void mergedProfileKey_readsWhatItWrote(String mode, int part) {
    for (Edition edition :
        List.of(Edition.CURRENT, Edition.LIVE, Edition.ofDigest("0f".repeat(32)))) {
      MergedProfileKey key =
          new MergedProfileKey(ProfileTag.of("a"), ProfileMode.of(mode), edition, part);

      assertThat(MergedProfileKey.parse(key.toBytes())).isEqualTo(key);
    }
  }

  @ParameterizedTest
  @EnumSource(ControlKey.Kind.class)
  void controlKey_readsWhatItWrote(ControlKey.Kind kind) {
    ControlKey key = new ControlKey(ProfileTag.of("a"), kind);

    assertThat(ControlKey.parse(key.toBytes())).isEqualTo(key);
  }

  @Test
  void mergedProfileKey_ofATag_isTheTag() {
    assertThat(MergedProfileKey.of(ProfileTag.of("checkout"), ProfileMode.NONE).toBytes())
        .isEqualTo("checkout".getBytes(UTF_8));
  }

  @Test
  void mergedProfileKey_ofNoise_isRefused() {
    assertThatThrownBy(() -> MergedProfileKey.parse("a\0\0x".getBytes(UTF_8)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> MergedProfileKey.parse(new byte[0]))
        .isInstanceOf(InvalidNameException.class);
  }

  @Test
  void fragmentId_ofContent_dependsOnEveryPart_andOnNothingElse() {
    ProfileTag tag = ProfileTag.of("a");
    ProfileMode mode = ProfileMode.of("m");
    String id = FragmentId.ofContent(tag, mode, "i", new byte[] {1});

    assertThat(id).matches("[0-9a-f]{64}").isEqualTo(FragmentId.check(id));
    assertThat(FragmentId.ofContent(tag, mode, "i", new byte[] {1})).isEqualTo(id);
    assertThat(
            new String[] {
              FragmentId.ofContent(ProfileTag.of("b"), mode, "i", new byte[] {1}),
              FragmentId.ofContent(tag, ProfileMode.NONE, "i", new byte[] {1}),
              FragmentId.ofContent(tag, mode, "j", new byte[] {1}),
              FragmentId.ofContent(tag, mode, "i", new byte[] {2}),
              FragmentId.ofContent(ProfileTag.of("am"), ProfileMode.NONE, "i", new byte[] {1}),
            })
        .doesNotContain(id);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "ä", "a\0"})
  void fragmentId_besideTheGrammar_isRefused(String id) {
    assertThatThrownBy(() -> FragmentId.check(id)).isInstanceOf(InvalidNameException.class);
  }
}
