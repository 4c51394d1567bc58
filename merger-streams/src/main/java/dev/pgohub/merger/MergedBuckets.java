package dev.pgohub.merger;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pgohub.merger.BucketMerge.Merged;
import dev.pgohub.merger.state.BucketState;
import dev.pgohub.pprof.Run;
import dev.pgohub.pprof.Tally;
import dev.pgohub.schemas.Policy;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * What buckets came to, in a store that is but a cache: nothing is lost with it, and it is not sent
 * to the broker.
 */
final class MergedBuckets {

  private static final int VERSION_BYTES = 3 * Long.BYTES + 3 * Integer.BYTES;

  /** Counts the forms in which a bucket is cached: the builds by themselves, or not. */
  private static final int FORMS = 3;

  private final KeyValueStore<byte[], byte[]> cache;

  /**
   * @param cache the bucket's key → its version, how many cells were limited, the effect, what was
   *     cut, how many chunks, and the names of builds with how many each has; the key and a number
   *     → a chunk of a run
   */
  MergedBuckets(KeyValueStore<byte[], byte[]> cache) {
    this.cache = cache;
  }

  /** Forgets a bucket. */
  void delete(BucketKey key) {
    List<byte[]> keys = new ArrayList<>();
    try (var entries = cache.prefixScan(key.toBytes(), new ByteArraySerializer())) {
      entries.forEachRemaining(entry -> keys.add(entry.key));
    }
    keys.forEach(cache::delete);
  }

  /** What a bucket comes to; null when that is not known of what it now is. */
  @Nullable Merged get(BucketKey key, BucketState bucket, Policy policy) {
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

  /** Keeps what a bucket comes to. */
  void put(BucketKey key, BucketState bucket, Policy policy, Merged merged) {
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
  static byte[] version(BucketState bucket, Policy policy) {
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
