package dev.pgohub.merger;

import dev.pgohub.merger.state.BucketState;
import dev.pgohub.merger.state.GroupState;
import dev.pgohub.pprof.Run;
import dev.pgohub.pprof.Tally;
import dev.pgohub.pprof.TallyLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The weights of all fragments, as runs in tiers: a small log-structured merge tree for each group
 * of fragments inside the key-value store.
 *
 * <p>A fragment becomes a run of level 0. The eighth run of a level is not written: it is merged
 * with the other seven into one of the next level, and so on upwards. Folding a fragment costs a
 * few puts, and rewrites what was there once per level, however much the group has collected.
 *
 * <p>What comes out is the sum of what went in, in any order. That a fragment goes in once and a
 * merge happens whole is up to the exactly-once transaction around it.
 */
final class Runs {

  /** How many runs of a level make one of the next. */
  static final int FAN_IN = 8;

  private final KeyValueStore<byte[], byte[]> store;
  private final TallyLimits limits;
  private final OpenHours open;

  /**
   * @param limits of a group
   * @param open what is on the heap, too
   */
  Runs(KeyValueStore<byte[], byte[]> store, TallyLimits limits, OpenHours open) {
    this.store = store;
    this.limits = limits;
    this.open = open;
  }

  /** What is known about a group; the empty state when nothing was folded into it. */
  GroupState state(GroupKey group) {
    byte[] value = store.get(group.toBytes());
    return value == null ? GroupState.getDefaultInstance() : States.group(value);
  }

  void put(GroupKey group, GroupState state) {
    store.put(group.toBytes(), state.toByteArray());
    open.put(group, state);
  }

  /**
   * Adds a run to a group.
   *
   * @param counts runs on each level before, changed to what they are after
   * @return how many frames were cut
   */
  long add(GroupKey group, Run run, List<Integer> counts) {
    int level = 0;
    while (level < counts.size() && counts.get(level) == FAN_IN - 1) {
      level++;
    }
    Run rest = run;
    long cut = 0;
    if (level > 0) {
      Tally tally = new Tally();
      for (int full = 0; full < level; full++) {
        take(group, full, counts.get(full), tally);
        counts.set(full, 0);
      }
      tally.add(run);
      cut = tally.limit(limits);
      rest = tally.toRun();
    }
    while (counts.size() <= level) {
      counts.add(0);
    }
    int slot = counts.get(level);
    for (int chunk = 0; chunk < rest.chunks().size(); chunk++) {
      store.put(new RunKey(group, level, slot, chunk).toBytes(), rest.chunks().get(chunk));
    }
    counts.set(level, slot + 1);
    open.add(group, run);
    return cut;
  }

  /** A bucket on the heap, where it is put; empty when it is better read each time. */
  Optional<OpenHour> open(BucketKey key, BucketState bucket) {
    return open.open(key, bucket, this::read);
  }

  /** A bucket that is on the heap. */
  Optional<OpenHour> opened(BucketKey key, BucketState bucket) {
    return open.get(key).filter(hour -> hour.isAllOf(bucket));
  }

  private void read(BucketKey key, OpenHour into, long maxBytes) {
    byte[] prefix = key.toBytes();
    try (var entries = store.prefixScan(prefix, new ByteArraySerializer())) {
      List<byte[]> chunks = new ArrayList<>();
      GroupKey group = null;
      while (entries.hasNext() && into.fits(maxBytes)) {
        var entry = entries.next();
        boolean isGroup = entry.key.length == prefix.length + GroupKey.BYTES;
        if (group != null && (isGroup || RunKey.isFirstChunk(entry.key))) {
          into.add(group, new Run(List.copyOf(chunks))); // the one before is whole
          chunks.clear();
        }
        if (isGroup) {
          group = GroupKey.parse(entry.key);
          into.put(group, States.group(entry.value));
        } else {
          chunks.add(entry.value);
        }
      }
      if (group != null && into.fits(maxBytes)) { // else it may not be whole
        into.add(group, new Run(chunks));
      }
    }
  }

  /** Shows what is known about all groups of a bucket, without their weights. */
  void eachState(BucketKey bucket, BiConsumer<GroupKey, GroupState> visitor) {
    byte[] prefix = bucket.toBytes();
    try (var entries = store.prefixScan(prefix, new ByteArraySerializer())) {
      while (entries.hasNext()) {
        var entry = entries.next();
        if (entry.key.length == prefix.length + GroupKey.BYTES) {
          visitor.accept(GroupKey.parse(entry.key), States.group(entry.value));
        }
      }
    }
  }

  /** Sees the groups of a bucket. */
  interface Visitor {

    /**
     * One group.
     *
     * @param merged the union of its runs, which is the visitor's to keep; its stacks are cut by
     *     what is in it, not by how its runs were merged before
     */
    void group(GroupKey key, GroupState state, Tally merged);
  }

  /** Shows all groups of a bucket in the order of their keys; the visitor may not write. */
  void eachGroup(BucketKey bucket, Visitor visitor) {
    byte[] prefix = bucket.toBytes();
    try (var entries = store.prefixScan(prefix, new ByteArraySerializer())) {
      GroupKey group = null;
      GroupState state = GroupState.getDefaultInstance();
      Tally tally = new Tally();
      List<byte[]> chunks = new ArrayList<>();
      while (entries.hasNext()) {
        var entry = entries.next();
        boolean isGroup = entry.key.length == prefix.length + GroupKey.BYTES;
        if (isGroup || RunKey.isFirstChunk(entry.key)) {
          add(tally, chunks); // the one before is whole
        }
        if (!isGroup) {
          chunks.add(entry.value);
          continue;
        }
        if (group != null) {
          visitor.group(group, state, tally);
          tally = new Tally();
        }
        group = GroupKey.parse(entry.key);
        state = States.group(entry.value);
      }
      if (group != null) {
        add(tally, chunks);
        visitor.group(group, state, tally);
      }
    }
  }

  /** Takes out all groups of a bucket with their runs. */
  void delete(BucketKey bucket) {
    List<byte[]> keys = new ArrayList<>();
    try (var entries = store.prefixScan(bucket.toBytes(), new ByteArraySerializer())) {
      entries.forEachRemaining(entry -> keys.add(entry.key));
    }
    keys.forEach(store::delete);
    open.drop(bucket);
  }

  /** Moves all runs of a full level into a tally. */
  private void take(GroupKey group, int level, int expected, Tally tally) {
    List<byte[]> taken;
    try (var entries = store.range(RunKey.firstOf(group, level), RunKey.lastOf(group, level))) {
      taken = addAll(entries, tally);
    }
    long runs = taken.stream().filter(RunKey::isFirstChunk).count();
    if (runs > expected) { // fewer: a run without weights has no chunks
      throw new IllegalStateException(
          group + " has " + runs + " runs on level " + level + ", not " + expected);
    }
    taken.forEach(store::delete);
  }

  /** Adds all runs among entries in the order of their keys, and returns the keys. */
  private List<byte[]> addAll(KeyValueIterator<byte[], byte[]> entries, Tally tally) {
    List<byte[]> keys = new ArrayList<>();
    List<byte[]> chunks = new ArrayList<>();
    while (entries.hasNext()) {
      var entry = entries.next();
      if (RunKey.isFirstChunk(entry.key)) {
        add(tally, chunks); // the one before is whole
      }
      keys.add(entry.key);
      chunks.add(entry.value);
    }
    add(tally, chunks);
    return keys;
  }

  /**
   * Adds a run, and cuts what there is: as a whole, whichever runs were cut before, for that is up
   * to the order they came in.
   */
  private void add(Tally tally, List<byte[]> chunks) {
    tally.add(new Run(chunks));
    tally.limit(limits);
    chunks.clear();
  }
}
