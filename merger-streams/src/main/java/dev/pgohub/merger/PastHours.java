package dev.pgohub.merger;

import dev.pgohub.merger.state.BucketState;
import dev.pgohub.schemas.Policy;
import dev.pgohub.schemas.PolicyField;
import dev.pgohub.schemas.ProfileMode;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the hours of a tag come to to which hardly a fragment comes any more, by mode: the same at
 * each settling, until one comes after all, the next hour begins, or the policy changes.
 */
final class PastHours implements HourHeap.Kept {

  /** So many hours are added up as quickly. */
  static final int FEW = 4;

  private final byte[] version;
  private final Map<ProfileMode, ModeMerge> modes;

  /**
   * Takes what they come to.
   *
   * @param version of what, see {@link #version}
   */
  PastHours(byte[] version, Map<ProfileMode, ModeMerge> modes) {
    this.version = version;
    this.modes = copy(modes);
  }

  /** What they come to, to be added to. */
  Map<ProfileMode, ModeMerge> modes() {
    return copy(modes);
  }

  boolean isOf(byte[] other) {
    return Arrays.equals(version, other);
  }

  private static Map<ProfileMode, ModeMerge> copy(Map<ProfileMode, ModeMerge> modes) {
    Map<ProfileMode, ModeMerge> copy = new TreeMap<>();
    modes.forEach((mode, merge) -> copy.put(mode, merge.copy()));
    return copy;
  }

  @Override
  public long bytes() {
    return version.length + modes.values().stream().mapToLong(ModeMerge::heapBytes).sum();
  }

  /**
   * All on which the sum of hours depends.
   *
   * @param hour the latest one of the tag, from which age is counted
   */
  static byte[] version(
      Map<BucketKey, BucketState> hours, long hour, Policy policy, ToldBuilds told) {
    var version = new ByteArrayOutputStream();
    version.writeBytes(
        ByteBuffer.allocate(2 * Long.BYTES)
            .putLong(hour)
            .putLong(policy.span(PolicyField.HALF_LIFE).toMillis())
            .array());
    version.writeBytes(told.toString().getBytes(StandardCharsets.UTF_8));
    hours.forEach(
        (key, bucket) -> {
          version.writeBytes(key.toBytes());
          version.writeBytes(MergedBuckets.version(bucket, policy));
        });
    return version.toByteArray();
  }
}
