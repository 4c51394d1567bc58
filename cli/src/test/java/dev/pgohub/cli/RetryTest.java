package dev.pgohub.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryTest {

  @ParameterizedTest
  @CsvSource({"7, 1, 7", "0, 1, 0", "999999999, 1, 30", "'', 1, 1", "'', 3, 4", "soon, 9, 30"})
  void pause_isWhatTheHubSays_andBounded(String header, int tries, long seconds) {
    assertThat(Retry.pause(header, tries).toSeconds()).isEqualTo(seconds);
  }
}
