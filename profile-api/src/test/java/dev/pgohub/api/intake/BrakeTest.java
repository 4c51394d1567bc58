package dev.pgohub.api.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgohub.api.problem.HttpProblem;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class BrakeTest {

  private static final HttpProblem REFUSAL = HttpProblem.badRequest("busy", "busy");

  @Test
  void oneMoreThanAreHeld_isAnsweredAtOnce() throws InterruptedException {
    Brake brake = new Brake(1, Duration.ofHours(1));
    Thread held = new Thread(() -> brake.hold(REFUSAL));
    held.start();
    while (held.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
    assertThat(brake.hold(REFUSAL)).isSameAs(REFUSAL);
    held.interrupt();
    held.join();
  }

  @Test
  void held_isAnsweredAfterAMoment_andTheNextIsHeldAgain() {
    Brake brake = new Brake(1, Duration.ofMillis(5));
    for (int i = 0; i < 2; i++) {
      long begin = System.nanoTime();
      assertThat(brake.hold(REFUSAL)).isSameAs(REFUSAL);
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(4));
    }
  }
}
