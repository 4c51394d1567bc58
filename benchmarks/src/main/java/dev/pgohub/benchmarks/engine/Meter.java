package dev.pgohub.benchmarks.engine;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** CPU time and allocation of the calling thread, which no neighbour on the machine adds to. */
final class Meter {

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final long AT_LEAST_NANOS = 100_000_000;

  private Meter() {}

  /** Something that is done over and over. */
  interface Work {
    /** Does it once. */
    void run() throws Exception;
  }

  /**
   * What doing it once costs, on average.
   *
   * @param cpuNanos CPU time
   * @param allocated bytes
   */
  record Cost(double cpuNanos, double allocated) {}

  /** Does it for a while, at least twice. */
  static Cost measure(Work work) throws Exception {
    long bytes = THREADS.getCurrentThreadAllocatedBytes();
    long begin = THREADS.getCurrentThreadCpuTime();
    int times = 0;
    do {
      work.run();
      times++;
    } while (times < 2 || THREADS.getCurrentThreadCpuTime() - begin < AT_LEAST_NANOS);
    double nanos = THREADS.getCurrentThreadCpuTime() - begin;
    double allocated = THREADS.getCurrentThreadAllocatedBytes() - bytes;
    return new Cost(nanos / times, allocated / times);
  }
}
