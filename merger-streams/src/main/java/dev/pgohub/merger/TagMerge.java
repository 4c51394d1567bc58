package dev.pgohub.merger;

import dev.pgohub.merger.state.BucketState;
import dev.pgohub.pprof.Scale;
import dev.pgohub.pprof.TallyLimits;
import dev.pgohub.schemas.Policy;
import dev.pgohub.schemas.PolicyField;
import dev.pgohub.schemas.ProfileMode;
import dev.pgohub.schemas.ProfileTag;
import dev.pgohub.schemas.proto.DayWeight;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

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

  static TagMerge of(ProfileTag tag, Policy policy, TaskStores stores, SettleLimits limits) {
    Map<BucketKey, BucketState> buckets = stores.ledger().buckets(TagMode.prefixOf(tag));
    long hour = buckets.keySet().stream().mapToLong(BucketKey::hour).max().orElse(-1);
    long windowHours = policy.span(PolicyField.WINDOW).toHours();
    Map<BucketKey, BucketState> past = new LinkedHashMap<>();
    Map<BucketKey, BucketState> latest = new LinkedHashMap<>();
    List<BucketKey> outdated = new ArrayList<>();
    TreeMap<Long, DayWeight> days = new TreeMap<>();
    buckets.forEach(
        (key, bucket) -> {
          long age = hour - key.hour();
          if (age < windowHours) {
            count(days, key.hour() / HOURS_A_DAY, bucket);
            (age < RECENT_HOURS ? latest : past).put(key, bucket);
          } else if (age >= limits.keptHours()) {
            outdated.add(key);
          }
        });
    ToldBuilds told =
        ToldBuilds.of(Stream.of(past, latest).flatMap(of -> of.values().stream()).toList(), policy);
    Sum sum = new Sum(policy, hour, told, limits.sums());
    Map<ProfileMode, ModeMerge> modes = past(tag, past, sum, stores);
    Recent recent = new Recent();
    latest.forEach(
        (key, bucket) -> {
          recent.add(key, bucket);
          sum.add(key, bucket, stores.merge().of(key, bucket, policy, recent), modes);
        });
    return new TagMerge(
        hour, modes, union(modes, policy.modes(), told, limits), recent, days, outdated);
  }

  /** How hours are added up. */
  private record Sum(Policy policy, long hour, ToldBuilds told, TallyLimits limits) {

    void add(
        BucketKey key,
        BucketState bucket,
        BucketMerge.Merged merged,
        Map<ProfileMode, ModeMerge> modes) {
      Scale ageing = Ageing.of(hour - key.hour(), policy.span(PolicyField.HALF_LIFE));
      modes
          .computeIfAbsent(key.owner().mode(), mode -> new ModeMerge(told, limits))
          .add(bucket, merged, ageing);
    }
  }

  /** The sum of all hours but the latest, as it was made before if nothing changed it. */
  private static Map<ProfileMode, ModeMerge> past(
      ProfileTag tag, Map<BucketKey, BucketState> past, Sum sum, TaskStores stores) {
    byte[] version = PastHours.version(past, sum.hour(), sum.policy(), sum.told());
    Optional<PastHours> kept = stores.open().past(tag).filter(hours -> hours.isOf(version));
    if (kept.isPresent()) {
      return kept.get().modes();
    }
    Map<ProfileMode, ModeMerge> modes = new TreeMap<>();
    past.forEach(
        (key, bucket) -> sum.add(key, bucket, stores.merge().of(key, bucket, sum.policy()), modes));
    if (past.size() > PastHours.FEW) {
      stores.open().keep(tag, new PastHours(version, modes));
    }
    return modes;
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
