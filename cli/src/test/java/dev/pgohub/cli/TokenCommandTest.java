package dev.pgohub.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgohub.schemas.AccessToken;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenCommandTest {

  @TempDir Path dir;

  @Test
  void token_isMade_withItsLine() {
    Terminal terminal = new Terminal(dir);
    assertThat(terminal.run("token", "ci", "--rights", "read,write", "--tags", "shop-*")).isZero();
    String token = terminal.err().strip();
    assertThat(AccessToken.isOne(token)).isTrue();
    assertThat(terminal.out())
        .isEqualTo(
            "ci sha256:"
                + HexFormat.of().formatHex(AccessToken.hash(token))
                + " read,write shop-*\n");
    assertThat(terminal.run("token", "ci", "--rights", "read")).isZero();
    assertThat(terminal.err().strip()).isNotEqualTo(token);
    assertThat(terminal.out()).endsWith(" read *\n");
  }

  @ParameterizedTest
  @CsvSource({
    "'token ci', --rights",
    "'token ci --rights reed', --rights must be of read",
    "'token c/i --rights read', the name must be",
    "'token ci --rights read --tags a/b', --tags: ",
  })
  void token_ofWrongWords_isNotMade(String words, String says) {
    Terminal terminal = new Terminal(dir);
    assertThat(terminal.run(words.split(" "))).isEqualTo(ExitCode.WRONG_USE);
    assertThat(terminal.err()).hasLineCount(1).contains(says);
    assertThat(terminal.out()).isEmpty();
  }
}
