package dev.pgohub.merger;

import dev.pgohub.merger.state.BucketState;
import dev.pgohub.merger.state.GroupState;
import dev.pgohub.pprof.Scale;
import dev.pgohub.pprof.Tally;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The latest hours of a tag, closely: what each build and each instance did, as it was sampled. Not
 * thread-safe.
 */
final class Recent implements BucketMerge.Watcher {

  /** A bucket and a cell of it. */
  record Place(BucketKey bucket, Cell cell) {}

  private final Map<String, Tally> builds = new TreeMap<>();
  private final Map<Place, Tally> cells = new LinkedHashMap<>();
  private final List<BucketKey> buckets = new ArrayList<>();
  private long weight;
  private long firstStart = Long.MAX_VALUE;
  private long lastEnd;

  /** Adds the facts of a bucket whose groups follow. */
  void add(BucketKey key, BucketState bucket) {
    buckets.add(key);
    weight = Sums.add(weight, bucket.getWeight());
    firstStart = Math.min(firstStart, bucket.getFirstStart());
    lastEnd = Math.max(lastEnd, bucket.getLastEnd());
  }

  @Override
  public void group(GroupKey key, GroupState state, Tally merged, Scale scale) {
    builds.computeIfAbsent(state.getBuild(), build -> new Tally()).add(merged, Scale.IDENTITY);
    cells.merge(new Place(key.bucket(), key.cell()), merged, Recent::sum);
  }

  private static Tally sum(Tally into, Tally more) {
    into.add(more, Scale.IDENTITY);
    return into;
  }

  /** What each build did. */
  Map<String, Tally> builds() {
    return builds;
  }

  /** What the instances of each cell did. */
  Map<Place, Tally> cells() {
    return cells;
  }

  /** The buckets that were looked at. */
  List<BucketKey> buckets() {
    return buckets;
  }

  /** Samples a second from the first fragment on; 0 when that is unknown. */
  double weightPerSecond() {
    double seconds = (lastEnd - firstStart) / 1e9;
    return seconds > 0 && weight > 0 ? weight / seconds : 0;
  }
}
