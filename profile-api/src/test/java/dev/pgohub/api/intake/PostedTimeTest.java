package dev.pgohub.api.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgohub.api.problem.HttpProblem;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PostedTimeTest {

  @ParameterizedTest
  @CsvSource({
    "1700000000, 1700000000000000000",
    "1700000000123, 1700000000123000000",
    "1700000000123456, 1700000000123456000",
    "1700000000123456789, 1700000000123456789",
    "2023-11-14T22:13:20Z, 1700000000000000000",
    "2023-11-14T22:13:20.123456789Z, 1700000000123456789",
    "2023-11-15T00:13:20+02:00, 1700000000000000000",
    "2023-11-15T00:13:20 02:00, 1700000000000000000",
    "'', 0"
  })
  void time_inAnyKnownForm_isNanoseconds(String text, long nanos) {
    assertThat(PostedTime.nanos("from", text)).isEqualTo(nanos);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1",
        "17000000000",
        "-1700000000",
        "9999999999999999999",
        "99999999999",
        "yesterday",
        "2023-11-14",
        "2023-11-14T22:13:20",
        "1969-12-31T23:59:59Z",
        "2400-01-01T00:00:00Z",
        "+999999999-01-01T00:00:00Z",
        "１７００００００００"
      })
  void otherText_isRefused(String text) {
    assertThatThrownBy(() -> PostedTime.nanos("from", text))
        .isInstanceOf(HttpProblem.class)
        .hasMessageContaining("from must be a time");
  }
}
