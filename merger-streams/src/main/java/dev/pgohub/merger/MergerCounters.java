package dev.pgohub.merger;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * What the processors of one merger did since it started. Work that a failed transaction undoes and
 * that is done again is counted twice here, though never in a profile. Thread-safe.
 */
final class MergerCounters {

  private final LongAdder admitted = new LongAdder();
  private final LongAdder duplicates = new LongAdder();
  private final Map<String, LongAdder> rejected = new ConcurrentHashMap<>();
  private final LongAdder settlings = new LongAdder();
  private final LongAdder settlingNanos = new LongAdder();
  private final LongAdder generations = new LongAdder();
  private final LongAdder parts = new LongAdder();
  private final LongAdder tooLarge = new LongAdder();
  private final LongAdder stacksLeftOut = new LongAdder();

  void countAdmitted() {
    admitted.increment();
  }

  void countDuplicate() {
    duplicates.increment();
  }

  void countRejected(String reason) {
    rejected.computeIfAbsent(reason, r -> new LongAdder()).increment();
  }

  void countSettling(long nanos) {
    settlings.increment();
    settlingNanos.add(nanos);
  }

  void countGeneration(int inParts) {
    generations.increment();
    parts.add(inParts);
  }

  void countTooLarge() {
    tooLarge.increment();
  }

  void countStacksLeftOut() {
    stacksLeftOut.increment();
  }

  MergerStats stats() {
    Map<String, Long> byReason = new TreeMap<>();
    rejected.forEach((reason, count) -> byReason.put(reason, count.sum()));
    return new MergerStats(
        admitted.sum(),
        duplicates.sum(),
        Map.copyOf(byReason),
        settlings.sum(),
        settlingNanos.sum(),
        generations.sum(),
        parts.sum(),
        tooLarge.sum(),
        stacksLeftOut.sum());
  }
}
