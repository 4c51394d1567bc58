package dev.pgohub.merger;

import dev.pgohub.merger.state.BucketState;
import dev.pgohub.merger.state.GroupState;
import dev.pgohub.pprof.Scale;
import dev.pgohub.pprof.Tally;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiPredicate;

/**
 * The latest hours of a tag, closely: what each build and each instance did, as it was sampled; the
 * edges only, as stacks would be a second copy of all. Not thread-safe.
 */
final class Recent implements BucketMerge.Watcher {

  /** A bucket and a cell of it. */
  record Place(BucketKey bucket, Cell cell) {}

  /** Of open hours that are held; of more of them only what is told. */
  private static final long MAX_HELD_BYTES = 32 << 20;

  private final Map<String, Tally> builds = new TreeMap<>();
  private final Map<Place, Tally> cells = new LinkedHashMap<>();
  private final Map<BucketKey, OpenHour> open = new LinkedHashMap<>();
  private final List<BucketKey> buckets = new ArrayList<>();
  private long heldBytes;
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
  public void group(GroupKey key, GroupState state, Tally merged) {
    builds.computeIfAbsent(state.getBuild(), build -> new Tally()).addEdges(merged);
    if (key.bucket().owner().isUnion()) {
      cells
          .computeIfAbsent(new Place(key.bucket(), key.cell()), place -> new Tally())
          .addEdges(merged);
    }
  }

  @Override
  public void hour(BucketKey key, OpenHour hour) {
    addBuilds(hour);
    // What is held here is not what was used last for long, and others need the room.
    heldBytes += hour.bytes();
    if (heldBytes > MAX_HELD_BYTES) {
      addCells(key, hour, cells);
      heldBytes -= hour.bytes();
    } else {
      open.put(key, hour);
    }
  }

  /** What each build did. */
  Map<String, Tally> builds() {
    return builds;
  }

  /** What the instances of each cell did; of fragments without a mode only. */
  Map<Place, Tally> cells() {
    Map<Place, Tally> all = new LinkedHashMap<>(cells);
    open.forEach((key, hour) -> addCells(key, hour, all));
    return all;
  }

  private void addBuilds(OpenHour hour) {
    Set<String> names = new TreeSet<>();
    hour.eachState((group, state) -> names.add(state.getBuild()));
    for (String name : names) {
      builds
          .computeIfAbsent(name, build -> new Tally())
          .addEdges(edges(hour, (group, state) -> state.getBuild().equals(name)));
    }
  }

  private static void addCells(BucketKey key, OpenHour hour, Map<Place, Tally> to) {
    if (!key.owner().isUnion()) {
      return;
    }
    Set<Cell> of = new LinkedHashSet<>();
    hour.eachState((group, state) -> of.add(group.cell()));
    for (Cell cell : of) {
      to.put(new Place(key, cell), edges(hour, (group, state) -> group.cell().equals(cell)));
    }
  }

  private static Tally edges(OpenHour hour, BiPredicate<GroupKey, GroupState> which) {
    return hour.sumOfEdges(
        hour.scales((group, state) -> which.test(group, state) ? Scale.IDENTITY : null));
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
