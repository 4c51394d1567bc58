package dev.pgohub.merger;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/**
 * What work costs: the time for which a processor was busy with it. Unlike the clock it stands
 * still while a thread waits, such as for a broker that is away. Thread-safe.
 */
final class ThreadCost {

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final boolean IS_KNOWN =
      THREADS.isCurrentThreadCpuTimeSupported() && THREADS.isThreadCpuTimeEnabled();

  private ThreadCost() {}

  /** What this thread did so far, in nanoseconds; where no JVM tells, the time that passed. */
  static long nanos() {
    return IS_KNOWN ? THREADS.getCurrentThreadCpuTime() : System.nanoTime();
  }
}
