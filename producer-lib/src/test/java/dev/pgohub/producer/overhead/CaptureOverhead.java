package dev.pgohub.producer.overhead;

import com.sun.management.OperatingSystemMXBean;
import dev.pgohub.producer.ProfileCapture;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;

/**
 * What a capture costs, in CPU time for the same work, with against without. Run by hand, on a
 * machine with nothing else to do:
 *
 * <pre>java -cp … dev.pgohub.producer.overhead.CaptureOverhead [PAIRS] [SECONDS]</pre>
 *
 * <p>Pairs of rounds, the order within a pair turned round each time. A round with a capture starts
 * it, works, and has one window recorded, read and offered for publishing after five sixths of its
 * time; with rounds of 12 s that is five times as often as the defaults do. CPU time, not wall
 * time, is compared: of the thread that works, and of the whole process, which has the capture's
 * own thread, JFR's, the compiler's and the collector's. It ends with the medians over the pairs
 * and a 95 % interval by resampling.
 *
 * <p>{@code PGOHUB_BOOTSTRAP_SERVERS} may name a broker; without one, publishing fails quickly.
 */
public final class CaptureOverhead {

  private static final int RESAMPLES = 2_000;
  private static final OperatingSystemMXBean PROCESS =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private static volatile long sink;

  private record Cost(double thread, double process) {}

  private CaptureOverhead() {}

  public static void main(String[] args) throws Exception {
    int pairs = args.length > 0 ? Integer.parseInt(args[0]) : 15;
    int seconds = args.length > 1 ? Integer.parseInt(args[1]) : 12;
    System.out.printf(
        "JDK %s, %d processors%n", Runtime.version(), Runtime.getRuntime().availableProcessors());
    long units = warmUp(seconds);
    List<Double> thread = new ArrayList<>();
    List<Double> process = new ArrayList<>();
    for (int pair = 0; pair < pairs; pair++) {
      boolean captureFirst = pair % 2 == 0;
      Cost first = round(units, seconds, captureFirst);
      Cost second = round(units, seconds, !captureFirst);
      Cost with = captureFirst ? first : second;
      Cost without = captureFirst ? second : first;
      thread.add(100 * (with.thread / without.thread - 1));
      process.add(100 * (with.process / without.process - 1));
      System.out.printf(
          "pair %2d: thread %+5.2f %%, process %+5.2f %%%n",
          pair + 1, thread.get(pair), process.get(pair));
    }
    report("working thread", thread);
    report("whole process ", process);
  }

  private static void report(String what, List<Double> percent) {
    Random random = new Random(1);
    double[] medians = new double[RESAMPLES];
    for (int i = 0; i < RESAMPLES; i++) {
      medians[i] =
          median(random.ints(percent.size(), 0, percent.size()).mapToObj(percent::get).toList());
    }
    Arrays.sort(medians);
    System.out.printf(
        "%s: median %+.2f %% (95 %%: %+.2f to %+.2f)%n",
        what, median(percent), medians[RESAMPLES / 40], medians[RESAMPLES - 1 - RESAMPLES / 40]);
  }

  private static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  /** Works until the compiler is done, and returns how many units take a round. */
  private static long warmUp(int seconds) throws Exception {
    long units = 50;
    for (int round = 0; round < 6; round++) {
      double took = round(units, seconds, round % 2 == 0).thread;
      units = Math.max(1, (long) (units * (round < 3 ? seconds / 3.0 : seconds) * 1e9 / took));
    }
    return units;
  }

  private static Cost round(long units, int seconds, boolean capture) throws Exception {
    System.gc();
    long process = PROCESS.getProcessCpuTime();
    long thread = THREADS.getCurrentThreadCpuTime();
    try (ProfileCapture running =
        ProfileCapture.builder("overhead")
            .enabled(capture)
            .firstWindow(Duration.ofMillis(seconds * 1000L * 5 / 6))
            .jitter(0)
            .closeTimeout(Duration.ofMillis(500))
            .start()) {
      for (long unit = 0; unit < units; unit++) {
        sink += work(unit);
      }
      if (running.isActive() != capture) {
        throw new IllegalStateException("capture is not " + capture);
      }
      return new Cost(
          THREADS.getCurrentThreadCpuTime() - thread, PROCESS.getProcessCpuTime() - process);
    }
  }

  /** Some milliseconds of parsing, sorting, formatting and hashing, in many small methods. */
  private static long work(long seed) {
    Random random = new Random(seed);
    TreeMap<String, Long> sums = new TreeMap<>();
    for (int i = 0; i < 2_000; i++) {
      String line = "article-" + random.nextInt(300) + ";" + random.nextInt(10_000);
      String[] fields = line.split(";");
      sums.merge(fields[0], Long.parseLong(fields[1]), Long::sum);
    }
    StringBuilder text = new StringBuilder();
    sums.forEach((article, sum) -> text.append(String.format("%-12s %8d%n", article, sum)));
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
    }
    return hash;
  }
}
