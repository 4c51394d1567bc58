package dev.pgohub.broker;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Tells when a disk is nearly full, once. A broker that is ended in order before its disk is full
 * finds everything as it was; one that meets the end of the disk in the middle of a write may leave
 * a transaction behind that never ends, and all who wait for it. Thread-safe.
 */
final class DiskGuard implements AutoCloseable {

  private final LongSupplier usableBytes;
  private final long leastBytes;
  private final LongConsumer onLow;
  private final CountDownLatch closed = new CountDownLatch(1);

  private DiskGuard(LongSupplier usableBytes, long leastBytes, LongConsumer onLow) {
    this.usableBytes = usableBytes;
    this.leastBytes = leastBytes;
    this.onLow = onLow;
  }

  /**
   * Begins to watch.
   *
   * @param usableBytes asks the disk
   * @param leastBytes below which it is nearly full
   * @param every how often it is asked
   * @param onLow told the bytes that are left, at most once, from a thread of its own
   */
  static DiskGuard watch(
      LongSupplier usableBytes, long leastBytes, Duration every, LongConsumer onLow) {
    DiskGuard guard = new DiskGuard(usableBytes, leastBytes, onLow);
    Thread thread = new Thread(() -> guard.run(every), "pgohub-disk-guard");
    thread.setDaemon(true);
    thread.start();
    return guard;
  }

  private void run(Duration every) {
    try {
      while (!closed.await(every.toMillis(), TimeUnit.MILLISECONDS)) {
        long left = usableBytes.getAsLong();
        if (left < leastBytes) {
          onLow.accept(left);
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends the watch. */
  @Override
  public void close() {
    closed.countDown();
  }
}
