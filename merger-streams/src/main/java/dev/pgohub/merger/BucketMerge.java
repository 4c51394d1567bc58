package dev.pgohub.merger;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pgohub.merger.Stitching.CellSums;
import dev.pgohub.merger.state.BucketState;
import dev.pgohub.merger.state.GroupState;
import dev.pgohub.pprof.Run;
import dev.pgohub.pprof.Scale;
import dev.pgohub.pprof.Tally;
import dev.pgohub.pprof.TallyLimits;
import dev.pgohub.schemas.Policy;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * What a bucket comes to under a way of stitching, in {@linkplain Stitching#UNIT parts} of samples.
 * An hour that got no fragment since it was last asked for is taken from a store that is but a
 * cache: nothing is lost with it, and it is not sent to the broker.
 */
final class BucketMerge {

  /** Sees each group with what it counts. */
  interface Watcher {

    /**
     * One group.
     *
     * @param merged its weights as they were taken, the watcher's to keep
     * @param scale by which they count
     */
    void group(GroupKey key, GroupState state, Tally merged, Scale scale);
  }

  /**
   * What a bucket comes to.
   *
   * @param tally in parts of samples
   * @param effect how telling its samples are
   * @param limitedInstances how many cells were {@linkplain InstanceLimit held to their share}, or
   *     left out because they have too many edges
   * @param cut edges that were left out because the hour has too many
   * @param stacks of each build that has a name, where the policy wants them told apart
   */
  record Merged(
      Tally tally,
      Effect effect,
      int limitedInstances,
      Serving.LeftOut cut,
      SortedMap<String, Tally> stacks) {}

  private static final int VERSION_BYTES = 3 * Long.BYTES + 3 * Integer.BYTES;

  /** Counts the forms in which a bucket is cached: the builds by themselves, or not. */
  private static final int FORMS = 3;

  private final Ledger ledger;
  private final KeyValueStore<byte[], byte[]> cache;
  private final TallyLimits limits;

  /**
   * @param cache the bucket's key → its version, how many cells were limited, the effect, what was
   *     cut, how many chunks, and the names of builds with how many each has; the key and a number
   *     → a chunk of a run
   * @param limits of the sum
   */
  BucketMerge(Ledger ledger, KeyValueStore<byte[], byte[]> cache, TallyLimits limits) {
    this.ledger = ledger;
    this.cache = cache;
    this.limits = limits;
  }

  /** The merge of a bucket, from the cache when it is there. */
  Merged of(BucketKey key, BucketState bucket, Policy policy) {
    Merged cached = cached(key, bucket, policy);
    if (cached != null) {
      return cached;
    }
    Merged merged = of(key, bucket, policy, (group, state, tally, scale) -> {});
    put(key, bucket, policy, merged);
    return merged;
  }

  /** The merge of a bucket from its groups, each of which is shown. */
  Merged of(BucketKey key, BucketState bucket, Policy policy, Watcher watcher) {
    Policy.Stitch stitch = policy.stitch();
    Map<Cell, CellSums> cells = new HashMap<>();
    ledger.eachState(
        key,
        (group, state) ->
            cells.merge(group.cell(), CellSums.NONE.plus(state), (sums, one) -> sums.plus(state)));
    cells.computeIfPresent(Cell.UNNAMED, (unnamed, sums) -> sums.untimed());
    Map<Cell, Scale> shares = shares(cells, bucket, policy);
    Tally union = new Tally();
    Effect effect = new Effect();
    SortedMap<String, Tally> stacks = new TreeMap<>();
    Set<String> builds = ToldBuilds.apart(bucket, policy);
    Set<Cell> limited = new HashSet<>(shares.keySet());
    Serving.LeftOut[] cut = {Serving.LeftOut.NONE};
    // Again from the store: there may be too many groups for the heap.
    ledger.eachGroup(
        key,
        (group, state, merged) -> {
          CellSums cell = cells.getOrDefault(group.cell(), CellSums.NONE);
          Scale scale =
              Stitching.of(stitch, state, cell, bucket)
                  .times(shares.getOrDefault(group.cell(), Scale.IDENTITY));
          union.add(merged, scale);
          cut[0] = cut[0].plus(union.bound(limits));
          if (merged.isLeftOut()) {
            limited.add(group.cell());
          }
          if (builds.contains(state.getBuild())) {
            stacks.computeIfAbsent(state.getBuild(), build -> new Tally()).addStacks(merged, scale);
          }
          effect.add(state.getWeight(), Stitching.perSample(state, scale));
          watcher.group(group, state, merged, scale);
        });
    ToldBuilds.only(bucket).ifPresent(build -> stacks.put(build, union));
    return new Merged(union, effect, limited.size(), cut[0], stacks);
  }

  private static Map<Cell, Scale> shares(
      Map<Cell, CellSums> cells, BucketState bucket, Policy policy) {
    int millionths = InstanceLimit.millionths(policy);
    Map<Cell, Long> weights = new HashMap<>();
    if (policy.stitch() != Policy.Stitch.SUM) {
      cells.forEach(
          (cell, sums) -> weights.put(cell, Stitching.weight(policy.stitch(), sums, bucket)));
    }
    return InstanceLimit.of(weights, millionths);
  }

  /** Forgets a bucket. */
  void delete(BucketKey key) {
    List<byte[]> keys = new ArrayList<>();
    try (var entries = cache.prefixScan(key.toBytes(), new ByteArraySerializer())) {
      entries.forEachRemaining(entry -> keys.add(entry.key));
    }
    keys.forEach(cache::delete);
  }

  private @Nullable Merged cached(BucketKey key, BucketState bucket, Policy policy) {
    byte[] head = cache.get(key.toBytes());
    if (head == null) {
      return null;
    }
    byte[] version = version(bucket, policy);
    if (!Arrays.equals(head, 0, VERSION_BYTES, version, 0, VERSION_BYTES)) {
      return null;
    }
    ByteBuffer facts = ByteBuffer.wrap(head).position(VERSION_BYTES);
    int limited = facts.getInt();
    Effect effect = Effect.of(facts.getDouble(), facts.getDouble());
    Serving.LeftOut cut = new Serving.LeftOut(facts.getLong(), facts.getLong());
    int next = facts.getInt();
    Tally tally = run(key, 0, next);
    if (tally == null) {
      return null;
    }
    SortedMap<String, Tally> stacks = new TreeMap<>();
    while (facts.hasRemaining()) {
      byte[] build = new byte[facts.getInt()];
      facts.get(build);
      int end = next + facts.getInt();
      Tally of = run(key, next, end);
      if (of == null) {
        return null;
      }
      stacks.put(new String(build, UTF_8), of);
      next = end;
    }
    ToldBuilds.only(bucket).ifPresent(build -> stacks.put(build, tally));
    return new Merged(tally, effect, limited, cut, stacks);
  }

  /** A run in chunks from a number on; null when one is not there. */
  private @Nullable Tally run(BucketKey key, int from, int to) {
    List<byte[]> chunks = new ArrayList<>();
    for (int chunk = from; chunk < to; chunk++) {
      byte[] value = cache.get(chunkKey(key, chunk));
      if (value == null) {
        return null;
      }
      chunks.add(value);
    }
    Tally tally = new Tally();
    tally.add(new Run(chunks));
    return tally;
  }

  private void put(BucketKey key, BucketState bucket, Policy policy, Merged merged) {
    var head = new ByteArrayOutputStream();
    head.writeBytes(version(bucket, policy));
    int next = write(key, 0, merged.tally());
    head.writeBytes(
        ByteBuffer.allocate(2 * Integer.BYTES + 2 * Double.BYTES + 2 * Long.BYTES)
            .putInt(merged.limitedInstances())
            .putDouble(merged.effect().sum())
            .putDouble(merged.effect().squares())
            .putLong(merged.cut().edges())
            .putLong(merged.cut().weight())
            .putInt(next)
            .array());
    for (String build : ToldBuilds.apart(bucket, policy)) {
      int end = write(key, next, merged.stacks().getOrDefault(build, new Tally()));
      byte[] name = build.getBytes(UTF_8);
      head.writeBytes(
          ByteBuffer.allocate(2 * Integer.BYTES + name.length)
              .putInt(name.length)
              .put(name)
              .putInt(end - next)
              .array());
      next = end;
    }
    cache.put(key.toBytes(), head.toByteArray());
  }

  /** Writes a run as chunks from a number on; returns the number behind the last. */
  private int write(BucketKey key, int from, Tally tally) {
    int chunk = from;
    for (byte[] bytes : tally.toRun().chunks()) {
      cache.put(chunkKey(key, chunk++), bytes);
    }
    return chunk;
  }

  /**
   * What tells an entry that was made by other rules, or of other fragments: the partition may have
   * been elsewhere meanwhile, where the bucket was dropped and filled anew.
   */
  private static byte[] version(BucketState bucket, Policy policy) {
    return ByteBuffer.allocate(VERSION_BYTES)
        .putLong(bucket.getFragments())
        .putLong(bucket.getLastOffset())
        .putLong(bucket.getWeight())
        .putInt(policy.stitch().ordinal())
        .putInt(InstanceLimit.millionths(policy))
        .putInt(
            OutputFacts.ENGINE_VERSION * FORMS
                + (ToldBuilds.apart(bucket, policy).isEmpty() ? 1 : 2))
        .array();
  }

  private static byte[] chunkKey(BucketKey key, int chunk) {
    byte[] bytes = key.with(Integer.BYTES);
    ByteBuffer.wrap(bytes).putInt(bytes.length - Integer.BYTES, chunk);
    return bytes;
  }
}
