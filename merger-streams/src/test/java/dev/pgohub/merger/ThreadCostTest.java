package dev.pgohub.merger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class ThreadCostTest {

  @Test
  void nanos_whileTheThreadWaits_standStill() {
    long before = ThreadCost.nanos();
    long began = System.nanoTime();
    while (System.nanoTime() - began < 500_000_000) {
      LockSupport.parkNanos(500_000_000);
    }
    assertThat(ThreadCost.nanos() - before).isLessThan(250_000_000);
  }

  @Test
  void nanos_whileTheThreadWorks_goOn() {
    long before = ThreadCost.nanos();
    while (ThreadCost.nanos() == before) {
      Thread.onSpinWait();
    }
    assertThat(ThreadCost.nanos()).isGreaterThan(before);
  }
}
