package dev.pgohub.merger;

import dev.pgohub.merger.state.BucketState;
import dev.pgohub.merger.state.GroupState;
import dev.pgohub.merger.state.InstanceState;
import java.util.concurrent.TimeUnit;

/**
 * How much of an hour the fragments of an instance stand for, so that one that sends many windows
 * weighs no more than one that sends few.
 *
 * <p>The k fragments of an instance, the first and the last of which began T apart, are as far from
 * each other as T / (k − 1), and so stand for T · k / (k − 1): at least for as long as the longest
 * of them took, and at most for an hour. An instance with a single fragment says nothing about how
 * often it sends: its fragment stands for as long as one of the others of the bucket does on
 * average, or for itself where no instance has two.
 */
final class Coverage {

  private static final long HOUR_NANOS = TimeUnit.HOURS.toNanos(1);

  private Coverage() {}

  /** An instance with one more fragment. */
  static InstanceState with(InstanceState before, Admitted fragment) {
    boolean isFirst = before.getFragments() == 0;
    long start = fragment.startNanos();
    return InstanceState.newBuilder()
        .setName(fragment.instance())
        .setFragments(before.getFragments() + 1)
        .setFirstStart(isFirst ? start : Math.min(before.getFirstStart(), start))
        .setLastStart(Math.max(before.getLastStart(), start))
        .setLongestNanos(Math.max(before.getLongestNanos(), fragment.durationNanos()))
        .build();
  }

  /** The time that the fragments of an instance stand for; 0 when there are fewer than two. */
  static long repeatedNanos(InstanceState instance) {
    long fragments = instance.getFragments();
    if (fragments < 2) {
      return 0;
    }
    long apart = instance.getLastStart() - instance.getFirstStart();
    long stoodFor = Sums.multiply(apart, fragments) / (fragments - 1);
    return Math.min(HOUR_NANOS, Math.max(stoodFor, instance.getLongestNanos()));
  }

  /**
   * Brings the sums of a cell and of a bucket from what an instance was to what it is.
   *
   * @param cell a group of the cell; only the sum over all of them means something
   */
  static void move(
      InstanceState before,
      InstanceState after,
      GroupState.Builder cell,
      BucketState.Builder bucket) {
    long more = repeatedNanos(after) - repeatedNanos(before);
    cell.setRepeatedNanos(cell.getRepeatedNanos() + more);
    bucket.setRepeatedNanos(bucket.getRepeatedNanos() + more);
    cell.setSingleFragments(cell.getSingleFragments() + singles(after) - singles(before));
    bucket.setRepeatedFragments(bucket.getRepeatedFragments() + repeated(after) - repeated(before));
  }

  private static long singles(InstanceState instance) {
    return instance.getFragments() == 1 ? 1 : 0;
  }

  private static long repeated(InstanceState instance) {
    return instance.getFragments() < 2 ? 0 : instance.getFragments();
  }
}
