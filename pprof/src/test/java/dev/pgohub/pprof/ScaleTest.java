package dev.pgohub.pprof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ScaleTest {

  @Test
  void product_isRoundedOnce() {
    Random random = new Random(11);
    for (int i = 0; i < 20_000; i++) {
      long weight = random.nextLong() >>> 1 + random.nextInt(62);
      Scale scale =
          new Scale(
              random.nextLong() >>> 1 + random.nextInt(62),
              1 + (random.nextLong() >>> 2 + random.nextInt(60)));
      BigDecimal exact =
          BigDecimal.valueOf(weight)
              .multiply(BigDecimal.valueOf(scale.numerator()))
              .divide(BigDecimal.valueOf(scale.denominator()), 0, RoundingMode.HALF_UP)
              .min(BigDecimal.valueOf(Long.MAX_VALUE));
      assertThat(scale.of(weight)).as("%d * %s", weight, scale).isEqualTo(exact.longValueExact());
    }
  }

  @Test
  void product_ofFactors_isReduced() {
    assertThat(new Scale(6, 4).times(new Scale(2, 3))).isEqualTo(new Scale(1, 1));
    Scale large = new Scale(Long.MAX_VALUE, 3).times(new Scale(Long.MAX_VALUE, 7));
    assertThat((double) large.numerator() / large.denominator()).isGreaterThan(1e18);
    assertThat(Scale.IDENTITY.of(Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void range_isChecked() {
    assertThatThrownBy(() -> new Scale(-1, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Scale(1, 0)).isInstanceOf(IllegalArgumentException.class);
  }
}
