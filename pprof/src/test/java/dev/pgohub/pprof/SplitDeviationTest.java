package dev.pgohub.pprof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SplitDeviationTest {

  @ParameterizedTest
  @CsvSource({"0, .5", "1, .5", "1, .01", "2, .5", "7, .3", "40, .9", "150, .5", "199, .5"})
  void deviation_isTheBinomialSum(int count, double probability) {
    double sum = 0;
    double chance = Math.pow(1 - probability, count);
    for (int x = 0; x <= count; x++) {
      sum += chance * Math.abs(x - count * probability);
      chance *= (count - x) / (x + 1.0) * probability / (1 - probability);
    }

    assertThat(SplitDeviation.of(count, probability)).isCloseTo(sum, within(1e-9 * (1 + sum)));
  }

  @Test
  void deviation_ofMany_isContinuous() {
    for (double probability : new double[] {0.5, 0.1, 1e-3, 1e-6}) {
      double border = 50 / (probability * (1 - probability));
      double below = SplitDeviation.of(border * (1 - 1e-9), probability);
      double above = SplitDeviation.of(border * (1 + 1e-9), probability);
      assertThat(above / below).isCloseTo(1, within(0.005));
    }
  }

  @Test
  void deviation_betweenWholeNumbers_isInterpolated() {
    assertThat(SplitDeviation.of(0.25, 0.5)).isCloseTo(0.125, within(1e-12));
    assertThat(SplitDeviation.of(2.5, 0.5))
        .isCloseTo((SplitDeviation.of(2, 0.5) + SplitDeviation.of(3, 0.5)) / 2, within(1e-12));
  }
}
