package dev.pgohub.merger;

import dev.pgohub.pprof.Run;
import dev.pgohub.pprof.Tally;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The weights of all fragments, as sorted runs in tiers: a small log-structured merge tree inside
 * the key-value store.
 *
 * <p>A fragment becomes a run of level 0. The eighth run of a level is not written: it is merged
 * with the other seven into one of the next level, and so on upwards. The number of fragments of a
 * bucket, written in base eight, is therefore the number of runs on each of its levels, and no
 * other account of them is kept. Folding a fragment costs a few puts, and rewrites what was there
 * once per level, however much the tag has collected.
 *
 * <p>What comes out is the sum of what went in, in any order. That a fragment goes in once and a
 * merge happens whole is up to the exactly-once transaction around it.
 */
final class Runs {

  /** How many runs of a level make one of the next. */
  static final int FAN_IN = 8;

  private final KeyValueStore<byte[], byte[]> store;

  Runs(KeyValueStore<byte[], byte[]> store) {
    this.store = store;
  }

  /**
   * Adds the run of one fragment.
   *
   * @return the level on which it came to rest: above 0 when runs were merged
   */
  int add(BucketKey bucket, Run run) {
    long folded = fragments(bucket);
    Tally tally = new Tally();
    int level = 0;
    for (long left = folded; left % FAN_IN == FAN_IN - 1; left /= FAN_IN) {
      take(bucket, level++, tally);
    }
    Run rest = run;
    if (level > 0) {
      tally.add(run);
      rest = tally.toRun();
    }
    int slot = (int) (folded / power(level) % FAN_IN);
    for (int chunk = 0; chunk < rest.chunks().size(); chunk++) {
      store.put(new RunKey(bucket, level, slot, chunk).toBytes(), rest.chunks().get(chunk));
    }
    store.put(
        bucket.toBytes(),
        ByteBuffer.allocate(Long.BYTES).putLong(Math.addExact(folded, 1)).array());
    return level;
  }

  /** How many fragments were folded into a bucket. */
  long fragments(BucketKey bucket) {
    byte[] value = store.get(bucket.toBytes());
    return value == null ? 0 : ByteBuffer.wrap(value).getLong();
  }

  /** The union of all runs of one mode, or of all modes of the tag. */
  Tally merged(TagMode output) {
    return output.isUnion() ? merged(TagMode.prefixOf(output.tag())) : merged(output.toBytes());
  }

  private Tally merged(byte[] prefix) {
    Tally tally = new Tally();
    try (var entries = store.prefixScan(prefix, new ByteArraySerializer())) {
      addAll(entries, tally);
    }
    return tally;
  }

  /** Moves all runs of a full level into a tally. */
  private void take(BucketKey bucket, int level, Tally tally) {
    List<byte[]> taken;
    try (var entries = store.range(RunKey.firstOf(bucket, level), RunKey.lastOf(bucket, level))) {
      taken = addAll(entries, tally);
    }
    long runs = taken.stream().filter(key -> RunKey.parse(key).chunk() == 0).count();
    if (runs != FAN_IN - 1) {
      throw new IllegalStateException(
          bucket + " has " + runs + " runs on level " + level + ", not seven");
    }
    taken.forEach(store::delete);
  }

  /** Adds all runs among entries in the order of their keys, and returns the keys. */
  private static List<byte[]> addAll(KeyValueIterator<byte[], byte[]> entries, Tally tally) {
    List<byte[]> keys = new ArrayList<>();
    List<byte[]> chunks = new ArrayList<>();
    while (entries.hasNext()) {
      var entry = entries.next();
      if (RunKey.isRun(entry.key)) {
        if (RunKey.parse(entry.key).chunk() == 0) {
          tally.add(new Run(chunks)); // the one before is whole
          chunks.clear();
        }
        keys.add(entry.key);
        chunks.add(entry.value);
      }
    }
    tally.add(new Run(chunks));
    return keys;
  }

  private static long power(int level) {
    return 1L << 3 * level;
  }
}
