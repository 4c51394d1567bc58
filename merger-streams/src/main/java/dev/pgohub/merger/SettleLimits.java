package dev.pgohub.merger;

import dev.pgohub.pprof.TallyLimits;
import java.time.Duration;

/**
 * How often settling happens, and how large its results may be.
 *
 * @param tick between two looks at what is due
 * @param minRest the shortest time between two settlings of one tag
 * @param costFactor a tag rests at least this many times as long as its last settling took
 * @param liveInterval the shortest time between two merges as of now that are published of a tag
 *     that has a generation
 * @param keptHours that the state keeps before the latest hour of a tag, however narrow its window
 * @param tagRetention how long nothing may have come of a tag until it is forgotten
 * @param slice after which settling lets fragments be folded; one settling is never cut
 * @param maxDirty tags that are remembered as dirty on the heap
 * @param maxDefaultPgoBytes above which a default.pgo is not published
 * @param maxStacksBytes above which the stacks are left out
 * @param maxStacks different stacks above which they are cut at their root end
 * @param sums what is held on the way: twice as many edges, and four times as many stacks
 * @param maxGenerations that are kept of each output, besides those that are pinned or held
 */
record SettleLimits(
    Duration tick,
    Duration minRest,
    int costFactor,
    Duration liveInterval,
    long keptHours,
    Duration tagRetention,
    Duration slice,
    int maxDirty,
    long maxDefaultPgoBytes,
    long maxStacksBytes,
    int maxStacks,
    TallyLimits sums,
    int maxGenerations) {

  static SettleLimits of(MergerSettings settings) {
    return new SettleLimits(
        settings.span(MergerSetting.SETTLE_TICK),
        settings.span(MergerSetting.SETTLE_INTERVAL),
        settings.count(MergerSetting.SETTLE_COST_FACTOR),
        settings.span(MergerSetting.LIVE_INTERVAL),
        settings.span(MergerSetting.KEPT_WINDOW).toHours(),
        settings.span(MergerSetting.TAG_RETENTION),
        settings.span(MergerSetting.SETTLE_SLICE),
        settings.count(MergerSetting.MAX_DIRTY_TAGS),
        settings.size(MergerSetting.MAX_DEFAULT_PGO),
        settings.size(MergerSetting.MAX_STACKS),
        settings.count(MergerSetting.MAX_SETTLED_STACKS),
        new TallyLimits(
            settings.count(MergerSetting.MAX_SETTLED_STACKS),
            settings.count(MergerSetting.MAX_EDGES)),
        settings.count(MergerSetting.MAX_GENERATIONS));
  }

  /** How long a tag rests after a settling that took some time. */
  Duration restAfter(Duration cost) {
    Duration scaled = cost.multipliedBy(costFactor);
    return scaled.compareTo(minRest) > 0 ? scaled : minRest;
  }
}
