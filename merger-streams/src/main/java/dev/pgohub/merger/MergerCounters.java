package dev.pgohub.merger;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * What the processors of one merger did since it started. Work that a failed transaction undoes and
 * that is done again is counted twice here, though never in a profile. Thread-safe.
 *
 * <p>Labels are results and reason codes, of which the program knows all.
 */
final class MergerCounters {

  /** What a merging thread is busy with. */
  enum Step {
    ADMIT,
    FOLD,
    SETTLE,
    PASS,
    SHARD,
    UNITE
  }

  private static final String FRAGMENTS = "pgohub.merger.fragments";
  private static final String NO_REASON = "none";

  /** From what an idle machine needs for a small profile to what makes people wait. */
  private static final Duration[] WORK = {
    Duration.ofMillis(1),
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(25),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofSeconds(1),
    Duration.ofSeconds(5),
    Duration.ofSeconds(30)
  };

  private static final Duration[] WAITING = {
    Duration.ofMillis(50),
    Duration.ofMillis(250),
    Duration.ofSeconds(1),
    Duration.ofSeconds(5),
    Duration.ofSeconds(30),
    Duration.ofMinutes(2),
    Duration.ofMinutes(10),
    Duration.ofHours(1)
  };

  private final MeterRegistry meters;
  private final Counter admitted;
  private final Counter duplicates;
  private final Map<String, Counter> rejected = new ConcurrentHashMap<>();
  private final Map<String, Counter> generations = new ConcurrentHashMap<>();
  private final Counter parts;
  private final Counter tooLarge;
  private final Counter stacksLeftOut;
  private final Counter tagFaults;
  private final Counter passedOn;
  private final Counter rounds;
  private final Map<Step, LongAdder> busy = new EnumMap<>(Step.class);
  private final Timer folding;
  private final Timer waiting;
  private final Timer settling;

  /** Counts in a registry that is this merger's own. */
  MergerCounters(MeterRegistry meters) {
    this.meters = meters;
    admitted = fragments("admitted", NO_REASON);
    duplicates = fragments("duplicate", NO_REASON);
    parts = counter("pgohub.merger.parts", "Parts of generations too large for one record");
    tooLarge = counter("pgohub.merger.too.large", "Settlings whose default.pgo was too large");
    stacksLeftOut =
        counter("pgohub.merger.stacks.left.out", "Settlings whose stacks were too large");
    tagFaults = counter("pgohub.merger.tag.faults", "Settlings of a tag that failed");
    passedOn =
        counter("pgohub.merger.passed.on", "Fragments of hot tags that were passed on to shards");
    rounds = counter("pgohub.merger.rounds", "Rounds of hot tags that were collected");
    for (Step step : Step.values()) {
      LongAdder nanos = new LongAdder();
      busy.put(step, nanos);
      FunctionCounter.builder("pgohub.merger.busy", nanos, adder -> adder.sum() / 1e9)
          .description("CPU time of the merging threads by what they did")
          .tag("step", step.name().toLowerCase(Locale.ROOT))
          .baseUnit("seconds")
          .register(meters);
    }
    folding = timer("pgohub.merger.fold", "CPU time to read, check and add up a fragment", WORK);
    waiting =
        timer("pgohub.merger.wait", "From the broker's receipt of a fragment to its sum", WAITING);
    settling = timer("pgohub.merger.settle", "CPU time to make the merged profiles of a tag", WORK);
  }

  private Counter fragments(String result, String reason) {
    return Counter.builder(FRAGMENTS)
        .description("Fragments by what became of them")
        .tag("result", result)
        .tag("reason", reason)
        .register(meters);
  }

  private Counter counter(String name, String description) {
    return Counter.builder(name).description(description).register(meters);
  }

  private Timer timer(String name, String description, Duration... steps) {
    return Timer.builder(name)
        .description(description)
        .serviceLevelObjectives(steps)
        .register(meters);
  }

  /** Shows how much of the heap open hours take. */
  void watch(HourHeap hours) {
    Gauge.builder("pgohub.merger.open.hours", hours, HourHeap::bytes)
        .description("Heap of hours that are added to, and of the sums of those before")
        .baseUnit("bytes")
        .register(meters);
  }

  /**
   * A fragment was added up.
   *
   * @param nanos what that {@linkplain ThreadCost cost}
   * @param waitedMillis since it came to the broker; below 0 when clocks differ
   */
  void countAdmitted(long nanos, long waitedMillis) {
    admitted.increment();
    folding.record(nanos, TimeUnit.NANOSECONDS);
    waiting.record(Math.max(0, waitedMillis), TimeUnit.MILLISECONDS);
  }

  /** Fragments were added up elsewhere, and what they come to here. */
  void countUnited(int fragments) {
    admitted.increment(fragments);
  }

  /** A thread was busy with something that {@linkplain ThreadCost cost} so much. */
  void countBusy(Step step, long nanos) {
    Objects.requireNonNull(busy.get(step)).add(nanos);
  }

  void countPassedOn() {
    passedOn.increment();
  }

  void countRound() {
    rounds.increment();
  }

  void countTagFault() {
    tagFaults.increment();
  }

  void countDuplicate() {
    duplicates.increment();
  }

  void countRejected(String reason) {
    rejected.computeIfAbsent(reason, r -> fragments("rejected", r)).increment();
  }

  void countSettling(long nanos) {
    settling.record(nanos, TimeUnit.NANOSECONDS);
    countBusy(Step.SETTLE, nanos);
  }

  /**
   * A generation was published.
   *
   * @param why the decision of the gate
   */
  void countGeneration(String why, int inParts) {
    generations
        .computeIfAbsent(
            why,
            w ->
                Counter.builder("pgohub.merger.generations")
                    .description("Generations that were published, by why")
                    .tag("why", w)
                    .register(meters))
        .increment();
    parts.increment(inParts);
  }

  void countTooLarge() {
    tooLarge.increment();
  }

  void countStacksLeftOut() {
    stacksLeftOut.increment();
  }

  MergerLoad load() {
    return new MergerLoad(
        busyNanos(Step.ADMIT),
        busyNanos(Step.FOLD),
        busyNanos(Step.SETTLE),
        (long) passedOn.count(),
        (long) rounds.count(),
        busyNanos(Step.PASS),
        busyNanos(Step.SHARD),
        busyNanos(Step.UNITE));
  }

  private long busyNanos(Step step) {
    return Objects.requireNonNull(busy.get(step)).sum();
  }

  MergerStats stats() {
    Map<String, Long> byReason = new TreeMap<>();
    rejected.forEach((reason, count) -> byReason.put(reason, (long) count.count()));
    return new MergerStats(
        (long) admitted.count(),
        (long) duplicates.count(),
        Map.copyOf(byReason),
        settling.count(),
        (long) settling.totalTime(TimeUnit.NANOSECONDS),
        generations.values().stream().mapToLong(count -> (long) count.count()).sum(),
        (long) parts.count(),
        (long) tooLarge.count(),
        (long) stacksLeftOut.count(),
        (long) tagFaults.count());
  }
}
