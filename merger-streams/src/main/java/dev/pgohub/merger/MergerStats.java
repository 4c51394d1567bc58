package dev.pgohub.merger;

import java.util.Map;

/**
 * What a merger did since it started. Work that was undone by a fault and done again is counted
 * twice here, though never in a profile.
 *
 * @param admitted fragments that were folded
 * @param duplicates fragments that were dropped because their id was seen before
 * @param rejected fragments that were refused, by reason code
 * @param settlings how often a merged profile was made, published or not
 * @param settlingNanos how long that took in all, in nanoseconds
 * @param generations merged profiles that were published
 * @param parts in which those were published that are too large for one record
 * @param tooLarge settlings whose default.pgo was above the limit and was not published
 * @param stacksLeftOut settlings whose stacks were above the limit and were left out
 * @param tagFaults settlings that failed, after which the tag was put aside for a while
 */
public record MergerStats(
    long admitted,
    long duplicates,
    Map<String, Long> rejected,
    long settlings,
    long settlingNanos,
    long generations,
    long parts,
    long tooLarge,
    long stacksLeftOut,
    long tagFaults) {

  /** All fragments that were refused. */
  public long allRejected() {
    return rejected.values().stream().mapToLong(Long::longValue).sum();
  }
}
