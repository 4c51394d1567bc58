package dev.pgohub.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsTest {

  @Test
  void nothingSaid_isTwentyMinutesOfFaults() throws Options.WrongUseException {
    assertThat(Options.parse(List.of(), 7))
        .isEqualTo(new Options(false, false, Duration.ofMinutes(20), 7, false, null));
  }

  @Test
  void allSaid_isTaken() throws Options.WrongUseException {
    assertThat(Options.parse(List.of("--minutes", "3", "--seed", "9", "--keep"), 7))
        .isEqualTo(new Options(false, false, Duration.ofMinutes(3), 9, true, null));
    assertThat(Options.parse(List.of("--overload", "--seconds", "5"), 7))
        .isEqualTo(new Options(false, true, Duration.ofSeconds(5), 7, false, null));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--minutes",
        "--minutes 0",
        "--seed x",
        "--short --minutes 2",
        "--seconds 3",
        "--fault rain",
        "-x"
      })
  void wrongArgument_isOneLine(String arguments) {
    assertThatThrownBy(() -> Options.parse(List.of(arguments.split(" ")), 7))
        .isInstanceOf(Options.WrongUseException.class)
        .message()
        .isNotEmpty()
        .doesNotContain("\n");
  }
}
