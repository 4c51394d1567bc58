package dev.pgohub.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccessTokenTest {

  @Test
  void random_isATokenOfItsOwn() {
    SecureRandom random = new SecureRandom();
    String one = AccessToken.random(random);
    assertThat(AccessToken.isOne(one)).isTrue();
    assertThat(one).hasSize(50).isNotEqualTo(AccessToken.random(random));
    assertThat(AccessToken.hash(one)).hasSize(32);
  }

  @Test
  void hash_isSha256() {
    assertThat(HexFormat.of().formatHex(AccessToken.hash("abc")))
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "pgohub_", "password", "pgohub_short", " pgohub_x"})
  void isOne_forOthers_isFalse(String text) {
    assertThat(AccessToken.isOne(text)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "*, checkout, true",
    "shop-*, shop-a, true",
    "shop-*, shop-, true",
    "shop-*, shop, false",
    "shop-*, ashop-a, false",
    "checkout, checkout, true",
    "checkout, checkout2, false",
  })
  void covers_isByTheBeginning(String pattern, String tag, boolean covered) {
    assertThat(TagPattern.parse(pattern).covers(tag)).isEqualTo(covered);
    assertThat(TagPattern.parse(pattern)).hasToString(pattern);
  }

  @Test
  void coversAll_isTheStarAlone() {
    assertThat(TagPattern.parse("*")).isEqualTo(TagPattern.ALL);
    assertThat(TagPattern.parse("*").coversAll()).isTrue();
    assertThat(TagPattern.parse("a*").coversAll()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "**", "-*", "a/*", "a.git"})
  void parse_ofWhatNamesNoTag_isRefused(String text) {
    assertThatThrownBy(() -> TagPattern.parse(text)).isInstanceOf(InvalidNameException.class);
  }
}
