package dev.pgohub.merger;

import dev.pgohub.merger.state.BucketState;
import dev.pgohub.pprof.Scale;
import dev.pgohub.schemas.Policy;
import dev.pgohub.schemas.PolicyField;
import dev.pgohub.schemas.ProfileMode;
import dev.pgohub.schemas.ProfileTag;
import dev.pgohub.schemas.proto.DayWeight;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the fragments of a tag come to under its policy: each mode, and the union of all. A function
 * of the fragments in the window and of the policy alone.
 *
 * @param hour the latest hour in which a fragment began; -1 when there is none
 * @param modes by mode
 * @param union of the modes, weighed by the policy
 * @param recent what the latest two hours show
 * @param days what came in on the days of the window, by days since 1970 UTC; the latest {@link
 *     #MAX_DAYS} of them
 * @param outdated buckets that the window has left behind, and that are not kept for a wider one
 */
record TagMerge(
    long hour,
    Map<ProfileMode, ModeMerge> modes,
    ModeMerge union,
    Recent recent,
    TreeMap<Long, DayWeight> days,
    List<BucketKey> outdated) {

  private static final int MAX_DAYS = 60;
  private static final int HOURS_A_DAY = 24;

  /** Hours that are looked at closely. */
  private static final int RECENT_HOURS = 2;

  static TagMerge of(
      ProfileTag tag, Policy policy, Ledger ledger, BucketMerge merge, SettleLimits limits) {
    Map<BucketKey, BucketState> buckets = ledger.buckets(TagMode.prefixOf(tag));
    long hour = buckets.keySet().stream().mapToLong(BucketKey::hour).max().orElse(-1);
    long windowHours = policy.span(PolicyField.WINDOW).toHours();
    Duration halfLife = policy.span(PolicyField.HALF_LIFE);
    ToldBuilds told =
        ToldBuilds.of(
            buckets.entrySet().stream()
                .filter(bucket -> hour - bucket.getKey().hour() < windowHours)
                .map(Map.Entry::getValue)
                .toList(),
            policy);
    Map<ProfileMode, ModeMerge> modes = new TreeMap<>();
    List<BucketKey> outdated = new ArrayList<>();
    Recent recent = new Recent();
    TreeMap<Long, DayWeight> days = new TreeMap<>();
    for (var entry : buckets.entrySet()) {
      BucketKey key = entry.getKey();
      BucketState bucket = entry.getValue();
      long age = hour - key.hour();
      if (age >= windowHours) {
        if (age >= limits.keptHours()) {
          outdated.add(key);
        }
        continue;
      }
      count(days, key.hour() / HOURS_A_DAY, bucket);
      BucketMerge.Merged merged;
      if (age < RECENT_HOURS) {
        recent.add(key, bucket);
        merged = merge.of(key, bucket, policy, recent);
      } else {
        merged = merge.of(key, bucket, policy);
      }
      modes
          .computeIfAbsent(key.owner().mode(), mode -> new ModeMerge(told, limits.sums()))
          .add(bucket, merged, Ageing.of(age, halfLife));
    }
    return new TagMerge(
        hour, modes, union(modes, policy.modes(), told, limits), recent, days, outdated);
  }

  private static void count(TreeMap<Long, DayWeight> days, long day, BucketState bucket) {
    DayWeight before = days.getOrDefault(day, DayWeight.getDefaultInstance());
    days.put(
        day,
        DayWeight.newBuilder()
            .setDay(day)
            .setFragments(before.getFragments() + bucket.getFragments())
            .setWeight(Sums.add(before.getWeight(), bucket.getWeight()))
            .build());
    if (days.size() > MAX_DAYS) {
      days.pollFirstEntry();
    }
  }

  private static ModeMerge union(
      Map<ProfileMode, ModeMerge> modes,
      Map<String, Long> weights,
      ToldBuilds told,
      SettleLimits limits) {
    ModeMerge union = new ModeMerge(told, limits.sums());
    scales(modes, weights).forEach((mode, scale) -> union.add(mode, scale));
    return union;
  }

  /** By which factor each mode counts: so that shares are as the policy says. */
  private static Map<ModeMerge, Scale> scales(
      Map<ProfileMode, ModeMerge> modes, Map<String, Long> weights) {
    Map<ModeMerge, Scale> scales = new LinkedHashMap<>();
    long allWeights = 0;
    long allEdges = 0;
    for (var mode : modes.entrySet()) {
      long weight = weights.getOrDefault(mode.getKey().value(), 0L);
      if (weight > 0 && mode.getValue().parts().edgeWeight() > 0) {
        allWeights += weight;
        allEdges = Sums.add(allEdges, mode.getValue().parts().edgeWeight());
      }
    }
    for (var mode : modes.entrySet()) {
      long weight = weights.getOrDefault(mode.getKey().value(), 0L);
      long edges = mode.getValue().parts().edgeWeight();
      if (weights.isEmpty()) {
        scales.put(mode.getValue(), Scale.IDENTITY);
      } else if (weight > 0 && edges > 0) {
        scales.put(
            mode.getValue(), new Scale(weight, allWeights).times(new Scale(allEdges, edges)));
      }
    }
    return scales;
  }

  /** The modes that have a name. */
  List<ProfileMode> namedModes() {
    return modes.keySet().stream().filter(mode -> !mode.equals(ProfileMode.NONE)).toList();
  }
}
