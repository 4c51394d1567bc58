package dev.pgohub.api.intake;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgohub.api.problem.HttpProblem;
import org.junit.jupiter.api.Test;

class IntakeRoomTest {

  private final IntakeRoom room = new IntakeRoom(2, 10 << 10);

  @Test
  void place_isGivenUntilNoneIsLeft() {
    IntakeRoom.Place first = room.enter();
    try (IntakeRoom.Place second = room.enter()) {
      assertThatThrownBy(room::enter)
          .isInstanceOf(HttpProblem.class)
          .hasMessageContaining("too many fragments");
      first.close();
      assertThatCode(() -> room.enter().close()).doesNotThrowAnyException();
    }
  }

  @Test
  void bytes_areHeldUntilThePlaceIsLeft() {
    try (IntakeRoom.Place second = room.enter()) {
      try (IntakeRoom.Place first = room.enter()) {
        first.holds(4000);
        first.holds(9000);
        second.holds(1000);
        assertThatThrownBy(() -> second.holds(2000))
            .isInstanceOf(HttpProblem.class)
            .hasMessageContaining("too many bytes");
      }
      second.holds(10 << 10);
    }
    try (IntakeRoom.Place again = room.enter()) {
      again.holds(10 << 10);
    }
  }
}
