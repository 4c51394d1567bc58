package dev.pgohub.pprof;

/**
 * What a profile may be, at most. Whatever goes beyond is refused, but for deep stacks: those are
 * cut.
 *
 * @param maxInflatedBytes bytes of the profile without gzip; at least 1, at most 1 GiB
 * @param maxSamples samples in one profile
 * @param maxStackDepth frames of one stack, inlined ones included; a deeper stack keeps its leaf
 *     end and is marked with {@link StackTable#TRUNCATED}; at least 2
 * @param maxNameBytes bytes of a function or file name; a cut name would match nothing
 * @param maxWeight samples of one profile added up; at least 1
 * @param requireStartLines whether a profile in which no function has a start line is refused, as
 *     Go compilers refuse it
 */
public record ProfileLimits(
    int maxInflatedBytes,
    int maxSamples,
    int maxStackDepth,
    int maxNameBytes,
    long maxWeight,
    boolean requireStartLines) {

  /** The limits that hold when nothing else is said. */
  public static final ProfileLimits DEFAULTS =
      new ProfileLimits(64 << 20, 200_000, 1_000, 8 << 10, 1L << 48, true);

  /** The fewest entries and frames that a profile may have, however few samples. */
  private static final int MIN_ENTRIES = 1_000_000;

  private static final int MIN_FRAMES = 10_000_000;
  private static final long FRAMES_OF_A_SAMPLE = 50;

  /** Checks the ranges. */
  public ProfileLimits {
    if (maxInflatedBytes < 1 || maxInflatedBytes > 1 << 30) {
      throw new IllegalArgumentException("maxInflatedBytes " + maxInflatedBytes);
    }
    if (maxSamples < 1) {
      throw new IllegalArgumentException("maxSamples " + maxSamples);
    }
    if (maxStackDepth < 2) {
      throw new IllegalArgumentException("maxStackDepth " + maxStackDepth);
    }
    if (maxNameBytes < 1) {
      throw new IllegalArgumentException("maxNameBytes " + maxNameBytes);
    }
    if (maxWeight < 1) {
      throw new IllegalArgumentException("maxWeight " + maxWeight);
    }
  }

  /**
   * The most strings, functions, locations, or lines of all locations: a few bytes of gzip can hold
   * millions of empty ones.
   */
  int maxEntries() {
    return Math.max(MIN_ENTRIES, maxSamples < Integer.MAX_VALUE ? maxSamples + 1 : maxSamples);
  }

  /** The most frames of all stacks together. */
  int maxFrames() {
    return (int)
        Math.min(Integer.MAX_VALUE / 4, Math.max(MIN_FRAMES, FRAMES_OF_A_SAMPLE * maxSamples));
  }

  /** The same limits for profiles that only people read: start lines may be missing. */
  public ProfileLimits withoutStartLines() {
    return new ProfileLimits(
        maxInflatedBytes, maxSamples, maxStackDepth, maxNameBytes, maxWeight, false);
  }
}
