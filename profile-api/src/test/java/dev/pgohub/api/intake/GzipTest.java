package dev.pgohub.api.intake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgohub.api.problem.HttpProblem;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class GzipTest {

  private static final byte[] RAW = "a raw profile".getBytes(UTF_8);
  private static final byte[] ONCE = Gzip.deflated(RAW);
  private static final byte[] TWICE = Gzip.deflated(ONCE);

  @Test
  void codingAroundARawProfile_isTheGzipThatAProfileHasAnyway() {
    assertThat(Gzip.decoded(ONCE, 1000)).isEqualTo(ONCE);
  }

  @Test
  void codingAroundAGzipProfile_isTakenOffOnce() {
    assertThat(Gzip.decoded(TWICE, 1000)).isEqualTo(ONCE);
  }

  @Test
  void noGzip_isRefused() {
    assertThatThrownBy(() -> Gzip.decoded(RAW, 1000)).isInstanceOf(HttpProblem.class);
    assertThatThrownBy(() -> Gzip.decoded(new byte[0], 1000)).isInstanceOf(HttpProblem.class);
    assertThatThrownBy(() -> Gzip.decoded(Arrays.copyOf(TWICE, TWICE.length - 9), 1000))
        .isInstanceOf(HttpProblem.class);
  }

  @Test
  void bomb_isStoppedAtTheLimit() {
    byte[] bomb = Gzip.deflated(Gzip.deflated(new byte[50 << 20]));
    assertThat(bomb.length).isLessThan(10_000);
    assertThatThrownBy(() -> Gzip.decoded(bomb, 10_000))
        .isInstanceOf(HttpProblem.class)
        .hasMessageContaining("more than 10000 bytes");
  }
}
