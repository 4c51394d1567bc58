package dev.pgohub.faults;

import dev.pgohub.producer.CaptureStats;
import dev.pgohub.schemas.proto.TagStatus;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Posts as fast as many connections can to a hub with small heaps, and looks what it does: what it
 * answers, how fast it serves meanwhile, how much memory it takes, and how long it needs afterwards
 * to merge all that it has acknowledged.
 */
final class OverloadRun {

  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final Duration STATUS_LIMIT = Duration.ofMinutes(1);
  private static final int PROFILES = 240;
  private static final int MAX_BACKLOG = 500;
  private static final long MOST_API_MIB = 768;

  private final Options options;
  private final PrintStream out;
  private final PrintStream progress;

  OverloadRun(Options options, PrintStream out, PrintStream progress) {
    this.options = options;
    this.out = out;
    this.progress = progress;
  }

  /**
   * Runs, and prints what it finds.
   *
   * @return whether nothing was lost, doubled, or refused without saying when to come back
   */
  boolean run(Path directory) throws IOException, InterruptedException {
    Map<String, String> bound = Map.of("MAX_BACKLOG", Integer.toString(MAX_BACKLOG));
    Hub hub = new Hub(directory, Duration.ofSeconds(6), "4MB", bound);
    Thread atTheEnd = new Thread(hub::kill, "end-of-the-hub");
    Runtime.getRuntime().addShutdownHook(atTheEnd);
    try (hub;
        Supervisor supervisor = new Supervisor(hub)) {
      progress.println("starting a broker, two mergers and an API");
      hub.start();
      if (!Await.until(
          LIMIT, () -> hub.isServing() && hub.mergers().stream().allMatch(hub::isMerging))) {
        throw new IOException("the hub did not start");
      }
      boolean isClean = measure(hub);
      if (!supervisor.endings().isEmpty()) {
        out.println("wrong: gave up by themselves: " + supervisor.endings());
        isClean = false;
      }
      return isClean;
    } finally {
      try {
        Runtime.getRuntime().removeShutdownHook(atTheEnd);
      } catch (IllegalStateException e) {
        // It is running.
      }
    }
  }

  private boolean measure(Hub hub) throws IOException, InterruptedException {
    List<Sample> samples = samples();
    Map<String, Long> taken = warmUp(hub, samples);
    long seconds = options.duration().toSeconds();
    progress.printf("posting from many connections for %d s%n", seconds);
    Flooded asTheyCan = flood(hub, samples, taken, false);
    progress.printf("the same with mergers that stand still for nine tenths of the time%n");
    Flooded slow = flood(hub, samples, taken, true);
    awaitStatuses(hub, taken);
    long[] off = compare(hub, taken, asTheyCan.flood().unknown() + slow.flood().unknown());
    long withoutRetryAfter =
        asTheyCan.flood().withoutRetryAfter() + slow.flood().withoutRetryAfter();
    print(
        new Goal("get-p99-under-overload", asTheyCan.reads().percentile(0.99), 50, "ms"),
        new Goal("get-p99-with-slow-mergers", slow.reads().percentile(0.99), 50, "ms"),
        new Goal("refusals-without-retry-after", withoutRetryAfter, 0, ""),
        new Goal("api-memory", hub.apiProcess().peakKib() / 1024.0, MOST_API_MIB, "MiB"),
        new Goal("time-to-recover", Math.max(asTheyCan.recovery(), slow.recovery()), 60, "s"));
    printProducer(SlowBroker.capture(hub));
    out.println("lost " + off[0] + " doubled " + off[1]);
    return asTheyCan.isMerged()
        && slow.isMerged()
        && off[0] == 0
        && off[1] == 0
        && withoutRetryAfter == 0;
  }

  /**
   * What came of a flood.
   *
   * @param recovery seconds until all was merged
   */
  private record Flooded(Flood flood, PacedReads reads, boolean isMerged, double recovery) {}

  /**
   * Floods the hub, tells what it did, and waits until all is merged.
   *
   * @param taken fragments that were acknowledged by tag, to which more are added
   */
  private Flooded flood(Hub hub, List<Sample> samples, Map<String, Long> taken, boolean isSlow)
      throws InterruptedException {
    Map<Child, Long> before = memory(hub);
    @Nullable SlowMergers slow = isSlow ? new SlowMergers(hub.mergers()) : null;
    Flood flood = new Flood(hub, samples, isSlow ? "slow" : "flood");
    PacedReads reads = new PacedReads(hub);
    long begin = System.nanoTime();
    try (Backlog backlog = new Backlog(hub)) {
      long most = 0;
      while (System.nanoTime() - begin < options.duration().toNanos()) {
        Thread.sleep(250);
        most = Math.max(most, backlog.fragments());
      }
      flood.close();
      reads.close();
      double seconds = (System.nanoTime() - begin) / 1e9;
      progress.println("waiting until all is merged");
      if (slow != null) {
        slow.close();
      }
      long end = System.nanoTime();
      flood.taken().forEach((tag, count) -> taken.merge(tag, count, Long::sum));
      boolean isMerged = Await.until(LIMIT, () -> backlog.fragments() == 0 && isTaking(hub));
      double recovery = (System.nanoTime() - end) / 1e9;
      print("%s:", isSlow ? "mergers that stand still for nine tenths of the time" : "overload");
      print(hub, flood, reads, before, seconds, most);
      print("all was merged after %.1f s", recovery);
      return new Flooded(flood, reads, isMerged, recovery);
    }
  }

  private List<Sample> samples() {
    Plan plan = new Plan(options.seed(), Integer.MAX_VALUE);
    List<Sample> samples = new ArrayList<>();
    while (samples.size() < PROFILES) {
      plan.next().filter(sample -> sample.kind() == Kind.GOOD).ifPresent(samples::add);
    }
    return samples;
  }

  private static Map<String, Long> warmUp(Hub hub, List<Sample> samples)
      throws InterruptedException {
    Map<String, Long> taken = new TreeMap<>();
    Ledger ledger = new Ledger();
    try (Way http = new HttpWay(hub.api(), ledger)) {
      for (Sample sample : samples) {
        if (http.deliver(sample) == Way.Answer.TAKEN) {
          taken.merge(sample.tag(), 1L, Long::sum);
        }
      }
    }
    Await.until(LIMIT, () -> Http.status(hub.api().resolve("/profile/service-0")) == 200);
    return taken;
  }

  private static Map<Child, Long> memory(Hub hub) {
    Map<Child, Long> memory = new java.util.HashMap<>();
    hub.all().forEach(child -> memory.put(child, child.memoryKib()));
    return memory;
  }

  /** Whether it takes fragments again. */
  private static boolean isTaking(Hub hub) {
    return Http.status(hub.api().resolve("/profile/service-0")) == 200;
  }

  private void print(
      Hub hub,
      Flood flood,
      PacedReads reads,
      Map<Child, Long> before,
      double seconds,
      long mostWaiting) {
    long taken = flood.taken().values().stream().mapToLong(Long::longValue).sum();
    print("posts: %.0f/s offered, %.0f/s taken", flood.posts() / seconds, taken / seconds);
    flood.answers().forEach((answer, count) -> print("  %8d  %s", count, answer));
    if (flood.unknown() > 0) {
      print("  %8d  without an answer", flood.unknown());
    }
    print("fragments that waited to be merged, at most: %d", mostWaiting);
    print(
        "GET /profile/{tag} meanwhile: %d, p50 %.1f ms, p99 %.1f ms, failed %d",
        reads.count(), reads.percentile(0.5), reads.percentile(0.99), reads.failed());
    for (Child child : hub.all()) {
      print(
          "memory of %s: %d MiB before, %d MiB at most, %d MiB after",
          child.name(),
          before.getOrDefault(child, 0L) / 1024,
          child.peakKib() / 1024,
          child.memoryKib() / 1024);
    }
  }

  private void printProducer(CaptureStats stats) {
    print(
        "Java producer, broker silent for 10 s: %d windows, %d published, %d dropped, %d failed,"
            + " %d pending",
        stats.windows(), stats.published(), stats.dropped(), stats.failed(), stats.pending());
  }

  /** What was merged is told some time later. */
  private static void awaitStatuses(Hub hub, Map<String, Long> taken)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + STATUS_LIMIT.toNanos();
    while (System.nanoTime() - end < 0) {
      Map<String, TagStatus> statuses = SaidByKafka.read(hub.bootstrapServers()).statuses();
      if (taken.entrySet().stream()
          .allMatch(
              tag ->
                  statuses.containsKey(tag.getKey())
                      && statuses.get(tag.getKey()).getFragments() >= tag.getValue())) {
        return;
      }
      Thread.sleep(1_000);
    }
  }

  /** Lost and doubled fragments; those without an answer may be there or not. */
  private long[] compare(Hub hub, Map<String, Long> taken, long unknown) throws IOException {
    SaidByKafka said = SaidByKafka.read(hub.bootstrapServers());
    long lost = 0;
    long doubled = 0;
    for (var tag : taken.entrySet()) {
      TagStatus status = said.statuses().getOrDefault(tag.getKey(), TagStatus.getDefaultInstance());
      long more = status.getFragments() - tag.getValue();
      lost += Math.max(0, -more);
      doubled += Math.max(0, more);
    }
    print("merged of what was acknowledged: all but %d", lost);
    return new long[] {lost, Math.max(0, doubled - unknown)};
  }

  private void print(Goal... goals) {
    for (Goal goal : goals) {
      out.println(goal);
    }
  }

  private void print(String format, Object... values) {
    out.println(String.format(Locale.ROOT, format, values));
  }
}
