package dev.pgohub.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DiskGuardTest {

  private static final Duration OFTEN = Duration.ofMillis(1);

  private final CompletableFuture<Long> told = new CompletableFuture<>();

  @Test
  void diskThatRunsFull_isTold_withWhatIsLeft() throws Exception {
    AtomicLong left = new AtomicLong(12);
    try (var guard = DiskGuard.watch(left::decrementAndGet, 10, OFTEN, told::complete)) {
      assertThat(told.get(30, TimeUnit.SECONDS)).isEqualTo(9);
    }
  }

  @Test
  void diskWithSpace_isAskedAgain_andNothingIsTold() throws Exception {
    CountDownLatch asked = new CountDownLatch(3);
    try (var guard =
        DiskGuard.watch(
            () -> {
              asked.countDown();
              return 10;
            },
            10,
            OFTEN,
            told::complete)) {
      assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(told).isNotDone();
  }
}
