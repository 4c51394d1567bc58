package dev.pgohub.faults;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits for conditions. Stateless. */
final class Await {

  private static final long STEP_MILLIS = 50;

  private Await() {}

  /** Waits until it holds, and says whether it did within a time. */
  static boolean until(Duration limit, BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        return false;
      }
      Thread.sleep(STEP_MILLIS);
    }
    return true;
  }
}
