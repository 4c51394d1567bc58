package dev.pgohub.api.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgohub.schemas.AccessToken;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenListTest {

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String HASH = "sha256:" + "0a".repeat(32);

  static String line(String name, String token, String rightsAndTag) {
    return name
        + " sha256:"
        + HexFormat.of().formatHex(AccessToken.hash(token))
        + " "
        + rightsAndTag;
  }

  @Test
  void find_byToken_hasItsRights() {
    String ci = AccessToken.random(RANDOM);
    String shop = AccessToken.random(RANDOM);
    TokenList list =
        TokenList.parse(
            List.of(
                "# tokens",
                "",
                line("ci", ci, "read *  # all builds"),
                "\t" + line("shop", shop, "read,write shop-*")));
    assertThat(list.size()).isEqualTo(2);
    Caller found = list.find(shop).orElseThrow();
    assertThat(found.name()).isEqualTo("shop");
    assertThat(found.may(Right.WRITE, "shop-a")).isTrue();
    assertThat(found.may(Right.WRITE, "checkout")).isFalse();
    assertThat(found.may(Right.ADMIN, "shop-a")).isFalse();
    assertThat(found.mayForAll(Right.READ)).isFalse();
    assertThat(list.find(ci).orElseThrow().mayForAll(Right.READ)).isTrue();
    assertThat(list.find(AccessToken.random(RANDOM))).isEmpty();
  }

  @Test
  void find_byWhatIsNoToken_isNothing() {
    TokenList list = TokenList.parse(List.of(line("weak", "password", "read *")));
    assertThat(list.find("password")).isEmpty();
    assertThat(list.find("")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "'ci HASH read', four words",
    "'ci HASH read * more', four words",
    "'c/i HASH read *', the name",
    "'ci pgohub_secret-canary read *', the second word",
    "'ci sha256:0A read *', the second word",
    "'ci HASH reed *', the third word",
    "'ci HASH read, *', the third word",
    "'ci HASH read a/b', the fourth word",
    "'ok HASH read *', another line has that token",
    "'first sha256:ff read *', the second word",
  })
  void parse_ofALineThatIsWrong_namesIt_andRepeatsNothing(String line, String says) {
    List<String> lines = List.of("# one", "first " + HASH + " read *", line.replace("HASH", HASH));
    assertThatThrownBy(() -> TokenList.parse(lines))
        .isInstanceOf(InvalidTokensException.class)
        .hasMessageStartingWith("line 3: ")
        .hasMessageContaining(says)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("canary", "0a0a"));
  }

  @Test
  void parse_ofTheSameNameTwice_isRefused() {
    String again = "first sha256:" + "0b".repeat(32) + " read *";
    assertThatThrownBy(() -> TokenList.parse(List.of("first " + HASH + " read *", again)))
        .hasMessage("line 2: another line has that name");
  }

  @Test
  void parse_ofTooMany_isRefused() {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i <= TokenList.MAX_TOKENS; i++) {
      lines.add("t%d sha256:%064x read *".formatted(i, i));
    }
    assertThatThrownBy(() -> TokenList.parse(lines))
        .hasMessage("line 1001: there are more than 1000 tokens");
  }
}
