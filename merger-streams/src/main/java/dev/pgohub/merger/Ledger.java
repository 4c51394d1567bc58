package dev.pgohub.merger;

import dev.pgohub.merger.state.BucketState;
import dev.pgohub.merger.state.GroupState;
import dev.pgohub.merger.state.InstanceState;
import dev.pgohub.pprof.Run;
import dev.pgohub.pprof.Tally;
import dev.pgohub.schemas.ProfileMode;
import dev.pgohub.schemas.ProfileTag;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The account of all fragments that were folded: buckets, the instances in them, and the weights.
 * What it holds is a function of the set of fragments, whatever the order in which they came.
 */
final class Ledger {

  private final KeyValueStore<byte[], byte[]> buckets;
  private final KeyValueStore<byte[], byte[]> instances;
  private final Runs runs;

  /**
   * @param buckets {@link BucketKey} → {@code BucketState}
   * @param instances an instance of a bucket → {@code InstanceState}
   */
  Ledger(
      KeyValueStore<byte[], byte[]> buckets, KeyValueStore<byte[], byte[]> instances, Runs runs) {
    this.buckets = buckets;
    this.instances = instances;
    this.runs = runs;
  }

  /** Adds a fragment. */
  void add(Admitted fragment) {
    BucketKey key = BucketKey.at(fragment.owner(), fragment.startNanos());
    BucketState bucket = bucket(key);
    boolean shared = bucket.getSharesCells();
    Cell own = Cell.of(fragment.instance());
    InstanceState before = instance(key, own);
    if (!fragment.instance().isEmpty() && before.getFragments() == 0) {
      bucket = oneMore(bucket);
    }
    if (bucket.getSharesCells() && !shared) {
      shareCells(key);
    }
    GroupKey group = GroupKey.of(key, bucket.getSharesCells() ? own.shared() : own, fragment);
    InstanceState after = Coverage.with(before, fragment);
    GroupState.Builder changed = with(runs.state(group), fragment);
    BucketState.Builder whole = with(bucket, fragment);
    if (!fragment.instance().isEmpty()) {
      instances.put(key.instance(own), after.toByteArray());
      Coverage.move(before, after, changed, whole);
    }
    List<Integer> counts = new ArrayList<>(changed.getRunsList());
    long cut = runs.add(group, fragment.run(), counts) + fragment.cutFrames();
    runs.put(group, changed.clearRuns().addAllRuns(counts).build());
    whole.setCutFrames(Sums.add(whole.getCutFrames(), cut));
    buckets.put(key.toBytes(), whole.build().toByteArray());
  }

  /**
   * Adds all of fragments but their runs, which {@link #addRun} adds merged.
   *
   * @param fragments of one tag, with empty runs
   */
  void addFacts(List<Admitted> fragments) {
    Map<BucketKey, BucketState> wholes = new LinkedHashMap<>();
    Map<GroupKey, GroupState> groups = new LinkedHashMap<>();
    for (Admitted fragment : fragments) {
      BucketKey key = BucketKey.at(fragment.owner(), fragment.startNanos());
      BucketState bucket = wholes.computeIfAbsent(key, this::bucket);
      Cell own = Cell.of(fragment.instance());
      InstanceState before = instance(key, own);
      boolean isNamed = !fragment.instance().isEmpty();
      BucketState counted = isNamed && before.getFragments() == 0 ? oneMore(bucket) : bucket;
      if (counted.getSharesCells() && !bucket.getSharesCells()) {
        groups.forEach(runs::put);
        groups.clear();
        shareCells(key);
      }
      GroupKey group = GroupKey.of(key, counted.getSharesCells() ? own.shared() : own, fragment);
      GroupState.Builder changed = with(groups.computeIfAbsent(group, runs::state), fragment);
      BucketState.Builder whole = with(counted, fragment);
      if (isNamed) {
        InstanceState after = Coverage.with(before, fragment);
        instances.put(key.instance(own), after.toByteArray());
        Coverage.move(before, after, changed, whole);
      }
      whole.setCutFrames(Sums.add(whole.getCutFrames(), fragment.cutFrames()));
      groups.put(group, changed.build());
      wholes.put(key, whole.build());
    }
    groups.forEach(runs::put);
    wholes.forEach((key, whole) -> buckets.put(key.toBytes(), whole.toByteArray()));
  }

  /**
   * Adds a run of fragments whose facts were added.
   *
   * @param key of a group, in a cell of its own or a shared one
   */
  void addRun(GroupKey key, Run run) {
    BucketState bucket = bucket(key.bucket());
    Cell cell = bucket.getSharesCells() ? key.cell().shared() : key.cell();
    GroupKey group = new GroupKey(key.bucket(), cell, key.kind());
    GroupState state = runs.state(group);
    List<Integer> counts = new ArrayList<>(state.getRunsList());
    long cut = runs.add(group, run, counts);
    runs.put(group, state.toBuilder().clearRuns().addAllRuns(counts).build());
    if (cut > 0) {
      buckets.put(
          key.bucket().toBytes(),
          bucket.toBuilder()
              .setCutFrames(Sums.add(bucket.getCutFrames(), cut))
              .build()
              .toByteArray());
    }
  }

  private static BucketState oneMore(BucketState bucket) {
    int count = bucket.getInstances() + 1;
    return bucket.toBuilder().setInstances(count).setSharesCells(count > Cell.CELLS).build();
  }

  /** What is known about a bucket; the empty state when nothing was folded into it. */
  BucketState bucket(BucketKey key) {
    byte[] value = buckets.get(key.toBytes());
    return value == null ? BucketState.getDefaultInstance() : States.bucket(value);
  }

  /** What is known about an instance in a bucket; the empty state when it has no fragment in it. */
  InstanceState instance(BucketKey key, String name) {
    return instance(key, Cell.of(name));
  }

  private InstanceState instance(BucketKey key, Cell own) {
    byte[] value = own.equals(Cell.UNNAMED) ? null : instances.get(key.instance(own));
    return value == null ? InstanceState.getDefaultInstance() : States.instance(value);
  }

  /** All buckets whose keys begin so, the earliest hour of each mode first. */
  Map<BucketKey, BucketState> buckets(byte[] prefix) {
    Map<BucketKey, BucketState> found = new LinkedHashMap<>();
    try (var entries = buckets.prefixScan(prefix, new ByteArraySerializer())) {
      entries.forEachRemaining(
          entry -> found.put(BucketKey.parse(entry.key), States.bucket(entry.value)));
    }
    return found;
  }

  /** The keys of all buckets that begin so. */
  List<BucketKey> bucketKeys(byte[] prefix) {
    List<BucketKey> found = new ArrayList<>();
    try (var entries = buckets.prefixScan(prefix, new ByteArraySerializer())) {
      entries.forEachRemaining(entry -> found.add(BucketKey.parse(entry.key)));
    }
    return found;
  }

  /**
   * The modes with a name that a tag has buckets of. Jumps from mode to mode.
   *
   * @param limit the most that are read
   */
  Set<ProfileMode> namedModes(ProfileTag tag, int limit) {
    Set<ProfileMode> modes = new HashSet<>();
    byte[] end = new BucketKey(new TagMode(tag, ProfileMode.NONE), 0).toBytes();
    end[tag.value().length()] = 1; // behind all of the tag
    @Nullable TagMode last = new TagMode(tag, ProfileMode.NONE);
    while (last != null && modes.size() < limit) {
      byte[] behind = new BucketKey(last, Long.MAX_VALUE).toBytes();
      last = null;
      try (var entries = buckets.range(behind, end)) {
        if (entries.hasNext()) {
          last = BucketKey.parse(entries.next().key).owner();
          modes.add(last.mode());
        }
      }
    }
    return modes;
  }

  /** Shows what is known about the groups of a bucket. */
  void eachState(BucketKey bucket, BiConsumer<GroupKey, GroupState> visitor) {
    runs.eachState(bucket, visitor);
  }

  /** A bucket on the heap, where it is put; empty when it is better read each time. */
  Optional<OpenHour> open(BucketKey key, BucketState bucket) {
    return runs.open(key, bucket);
  }

  /** A bucket that is on the heap. */
  Optional<OpenHour> opened(BucketKey key, BucketState bucket) {
    return runs.opened(key, bucket);
  }

  /** Shows the groups of a bucket with their weights. */
  void eachGroup(BucketKey bucket, Runs.Visitor visitor) {
    runs.eachGroup(bucket, visitor);
  }

  /**
   * The names of instances in a bucket by the cell they have of their own.
   *
   * @param limit the most that are read
   */
  Map<Cell, String> instanceNames(BucketKey bucket, int limit) {
    Map<Cell, String> names = new LinkedHashMap<>();
    try (var entries = instances.prefixScan(bucket.toBytes(), new ByteArraySerializer())) {
      while (entries.hasNext() && names.size() < limit) {
        String name = States.instance(entries.next().value).getName();
        names.put(Cell.of(name), name);
      }
    }
    return names;
  }

  /** Forgets a bucket with all that belongs to it. */
  void delete(BucketKey bucket) {
    runs.delete(bucket);
    List<byte[]> keys = new ArrayList<>();
    try (var entries = instances.prefixScan(bucket.toBytes(), new ByteArraySerializer())) {
      entries.forEachRemaining(entry -> keys.add(entry.key));
    }
    keys.forEach(instances::delete);
    buckets.delete(bucket.toBytes());
  }

  /** Lets all instances of a bucket share cells: once, when there are more of them than cells. */
  private void shareCells(BucketKey bucket) {
    record Group(GroupKey key, GroupState state, Tally merged) {}
    List<Group> before = new ArrayList<>();
    runs.eachGroup(bucket, (key, state, merged) -> before.add(new Group(key, state, merged)));
    runs.delete(bucket);
    for (Group group : before) {
      GroupKey key = new GroupKey(bucket, group.key().cell().shared(), group.key().kind());
      GroupState into = runs.state(key);
      List<Integer> counts = new ArrayList<>(into.getRunsList());
      runs.add(key, group.merged().toRun(), counts);
      GroupState from = group.state();
      runs.put(
          key,
          from.toBuilder()
              .setFragments(Sums.add(into.getFragments(), from.getFragments()))
              .setWeight(Sums.add(into.getWeight(), from.getWeight()))
              .setDurationNanos(Sums.add(into.getDurationNanos(), from.getDurationNanos()))
              .setRepeatedNanos(into.getRepeatedNanos() + from.getRepeatedNanos())
              .setSingleFragments(into.getSingleFragments() + from.getSingleFragments())
              .clearRuns()
              .addAllRuns(counts)
              .build());
    }
  }

  private static GroupState.Builder with(GroupState state, Admitted fragment) {
    return state.toBuilder()
        .setBuild(fragment.build())
        .setPeriodNanos(fragment.periodNanos())
        .setEqualized(fragment.isEqualized())
        .setFragments(Sums.add(state.getFragments(), 1))
        .setWeight(Sums.add(state.getWeight(), fragment.weight()))
        .setDurationNanos(Sums.add(state.getDurationNanos(), fragment.durationNanos()));
  }

  private static BucketState.Builder with(BucketState state, Admitted fragment) {
    boolean isNew = state.getFragments() == 0;
    long start = fragment.startNanos();
    return state.toBuilder()
        .setFragments(Sums.add(state.getFragments(), 1))
        .setWeight(Sums.add(state.getWeight(), fragment.weight()))
        .setDurationNanos(Sums.add(state.getDurationNanos(), fragment.durationNanos()))
        .setCpuNanos(
            Sums.add(state.getCpuNanos(), Sums.multiply(fragment.weight(), fragment.periodNanos())))
        .setFirstStart(isNew ? start : Math.min(state.getFirstStart(), start))
        .setLastStart(Math.max(state.getLastStart(), start))
        .setLastEnd(Math.max(state.getLastEnd(), fragment.endNanos()))
        .setFirstOffset(
            isNew ? fragment.offset() : Math.min(state.getFirstOffset(), fragment.offset()))
        .setLastOffset(Math.max(state.getLastOffset(), fragment.offset()))
        .clearBuilds()
        .putAllBuilds(BuildStates.with(state.getBuildsMap(), fragment));
  }
}
