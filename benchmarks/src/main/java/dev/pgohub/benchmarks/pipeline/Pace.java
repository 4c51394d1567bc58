package dev.pgohub.benchmarks.pipeline;

import java.util.concurrent.locks.LockSupport;

/** Says when the next of evenly spaced things is due, whatever the ones before took. */
final class Pace {

  private final long intervalNanos;
  private long due = System.nanoTime();

  Pace(int aSecond) {
    intervalNanos = 1_000_000_000L / aSecond;
  }

  /** Waits, and returns when it was due. */
  long await() {
    long mine = due;
    due += intervalNanos;
    for (long left; (left = mine - System.nanoTime()) > 0; ) {
      LockSupport.parkNanos(left);
    }
    return mine;
  }
}
