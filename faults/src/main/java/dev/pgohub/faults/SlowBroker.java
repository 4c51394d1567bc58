package dev.pgohub.faults;

import dev.pgohub.producer.CaptureStats;
import dev.pgohub.producer.ProfileCapture;
import java.io.IOException;
import java.time.Duration;

/** What the Java producer does while the broker does not answer. Stateless. */
final class SlowBroker {

  private static final Duration WINDOW = Duration.ofMillis(200);
  private static final Duration SILENCE = Duration.ofSeconds(10);
  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final int MAX_PENDING = 10;

  private SlowBroker() {}

  /**
   * Captures this process while the broker is stopped for a while, and until windows are published
   * again.
   *
   * @return what the capture counted
   */
  static CaptureStats capture(Hub hub) throws IOException, InterruptedException {
    Thread work = new Thread(SlowBroker::work, "work-to-be-captured");
    work.setDaemon(true);
    work.start();
    try (ProfileCapture capture =
        ProfileCapture.builder("overload-java")
            .bootstrapServers(hub.bootstrapServers())
            .firstWindow(WINDOW)
            .window(WINDOW)
            .maxPending(MAX_PENDING)
            .start()) {
      Await.until(LIMIT, () -> capture.stats().published() > 0);
      hub.broker().signal("STOP");
      try {
        Thread.sleep(SILENCE.toMillis());
        Await.until(LIMIT, () -> capture.stats().dropped() > 0);
      } finally {
        hub.broker().signal("CONT");
      }
      long before = capture.stats().published();
      Await.until(LIMIT, () -> capture.stats().published() > before + MAX_PENDING);
      return capture.stats();
    } finally {
      work.interrupt();
    }
  }

  private static void work() {
    double sum = 0;
    for (int i = 1; !Thread.currentThread().isInterrupted(); i++) {
      sum += Math.sqrt(i + sum);
      if (i % 1_000_000 == 0) {
        Thread.yield();
      }
    }
  }
}
