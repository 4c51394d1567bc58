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
  private final LongAdder tagFaults = new LongAdder();
  private final LongAdder admitNanos = new LongAdder();
  private final LongAdder foldNanos = new LongAdder();
  private final LongAdder passedOn = new LongAdder();
  private final LongAdder rounds = new LongAdder();
  private final LongAdder passNanos = new LongAdder();
  private final LongAdder shardNanos = new LongAdder();
  private final LongAdder uniteNanos = new LongAdder();

  void countPassedOn() {
    passedOn.increment();
  }

  void countRound() {
    rounds.increment();
  }

  void countPassing(long nanos) {
    passNanos.add(nanos);
  }

  void countSharding(long nanos) {
    shardNanos.add(nanos);
  }

  void countUniting(long nanos) {
    uniteNanos.add(nanos);
  }

  void countTagFault() {
    tagFaults.increment();
  }

  void countAdmitting(long nanos) {
    admitNanos.add(nanos);
  }

  void countFolding(long nanos) {
    foldNanos.add(nanos);
  }

  void countAdmitted() {
    admitted.increment();
  }

  void countAdmitted(int fragments) {
    admitted.add(fragments);
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

  MergerLoad load() {
    return new MergerLoad(
        admitNanos.sum(),
        foldNanos.sum(),
        settlingNanos.sum(),
        passedOn.sum(),
        rounds.sum(),
        passNanos.sum(),
        shardNanos.sum(),
        uniteNanos.sum());
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
        stacksLeftOut.sum(),
        tagFaults.sum());
  }
}
