package dev.pgohub.api.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgohub.schemas.AccessToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokensFileTest {

  @TempDir Path dir;

  private final AtomicLong nanos = new AtomicLong();
  private final String old = AccessToken.random(new SecureRandom());
  private final String young = AccessToken.random(new SecureRandom());

  private Path write(String text) throws IOException {
    return Files.writeString(dir.resolve("tokens"), text);
  }

  private void later() {
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(2));
  }

  @Test
  void file_thatChanged_isReadAgain() throws IOException {
    Path file = write(TokenListTest.line("ci", old, "read *"));
    TokensFile tokens = new TokensFile(file.toString(), nanos::get);
    assertThat(tokens.find(old)).isPresent();
    write("# another\n" + TokenListTest.line("ci", young, "read *"));
    assertThat(tokens.find(old)).as("within the same second").isPresent();
    later();
    assertThat(tokens.find(young)).isPresent();
    assertThat(tokens.find(old)).isEmpty();
  }

  @Test
  void file_thatCannotBeUsedLater_leavesTheTokensAsTheyWere() throws IOException {
    Path file = write(TokenListTest.line("ci", old, "read *"));
    TokensFile tokens = new TokensFile(file.toString(), nanos::get);
    write("nonsense");
    later();
    assertThat(tokens.find(old)).isPresent();
    Files.delete(file);
    later();
    assertThat(tokens.find(old)).isPresent();
    write(TokenListTest.line("young", young, "read *"));
    later();
    assertThat(tokens.find(old)).isEmpty();
    assertThat(tokens.find(young)).isPresent();
  }

  @Test
  void start_withAFileThatIsWrong_saysWhere() throws IOException {
    Path file = write("\nci sha256:secret-canary read *\n");
    assertThatThrownBy(() -> TokensFile.check(file.toString()))
        .isInstanceOf(InvalidTokensException.class)
        .hasMessageStartingWith("PGOHUB_TOKENS_FILE: " + file + " line 2: ")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("canary"));
    Files.write(file, new byte[] {(byte) 0xff});
    assertThatThrownBy(() -> TokensFile.check(file.toString())).hasMessageContaining("UTF-8");
    write("#".repeat((1 << 20) + 1));
    assertThatThrownBy(() -> TokensFile.check(file.toString()))
        .hasMessageContaining("more than 1048576 bytes");
    assertThatThrownBy(() -> TokensFile.check(dir.resolve("none").toString()))
        .isInstanceOf(InvalidTokensException.class)
        .hasMessageContaining("cannot be read");
  }
}
