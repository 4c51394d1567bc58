package dev.pgohub.merger;

import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.REPLACE_THREAD;
import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.Test;

class StreamsFaultsTest {

  private final AtomicLong nanos = new AtomicLong();
  private final CompletableFuture<String> failure = new CompletableFuture<>();
  private final StreamsFaults faults =
      new StreamsFaults(2, Duration.ofSeconds(10), nanos::get, failure);

  @Test
  void handle_rareFaults_replacesTheThread() {
    for (int i = 0; i < 20; i++) {
      assertThat(faults.handle(new StreamsException(new TimeoutException("late"))))
          .isEqualTo(REPLACE_THREAD);
      nanos.addAndGet(Duration.ofSeconds(6).toNanos());
    }
    assertThat(failure).isNotDone();
  }

  @Test
  void handle_repeatedFaults_ends() {
    assertThat(faults.handle(new TimeoutException("1"))).isEqualTo(REPLACE_THREAD);
    assertThat(faults.handle(new TimeoutException("2"))).isEqualTo(REPLACE_THREAD);
    assertThat(faults.handle(new StreamsException("x", new TimeoutException("3"))))
        .isEqualTo(SHUTDOWN_CLIENT);
    assertThat(failure)
        .isCompletedWithValue(
            "the merger gave up: 3 faults within a short time, the last:"
                + " org.apache.kafka.common.errors.TimeoutException: 3");
  }

  @Test
  void handle_faultThatDoesNotPass_endsAtOnce() {
    assertThat(faults.handle(new StreamsException(new TopicAuthorizationException("no"))))
        .isEqualTo(SHUTDOWN_CLIENT);
    assertThat(faults.handle(new OutOfMemoryError())).isEqualTo(SHUTDOWN_CLIENT);
  }

  @Test
  void handle_fullDisk_endsAtOnce_andSaysSo() {
    Exception full = new IOException("While appending to file: x.sst: No space left on device");
    assertThat(faults.handle(new StreamsException("flush", full))).isEqualTo(SHUTDOWN_CLIENT);
    assertThat(failure.join())
        .contains("the disk of the state directory is full")
        .contains("x.sst");
  }
}
