package dev.pgohub.merger;

import dev.pgohub.schemas.ProfileTag;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Which tags of a partition take so much of its thread that others should help: those whose
 * fragments took a share of the time in the last while, or would have. The clock decides only who
 * does the work. Not thread-safe.
 */
final class HotTags {

  private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(5);

  /** Of the share above which a tag is hot, below which it no longer is. */
  private static final double COOL = 0.4;

  /** Tags of one while whose time is measured. */
  private static final int MAX_MEASURED = 10_000;

  private static final class Measured {
    long nanos;
    long fragments;
    long passedOn;
  }

  private final double share;
  private final IntSupplier threads;
  private final LongSupplier nanoClock;
  private final Map<ProfileTag, Measured> measured = new HashMap<>();

  /** Hot tags, with what a fragment of each took when it was folded here, in nanoseconds. */
  private final Map<ProfileTag, Double> hot = new HashMap<>();

  private long lookedNanos;

  /**
   * @param percent of the thread's time above which a tag is hot; 0: every tag is, at once, when
   *     there is a thread; 100: none
   * @param threads how many merge in the whole hub: with one nobody could help
   */
  HotTags(int percent, IntSupplier threads, LongSupplier nanoClock) {
    this.share = percent / 100.0;
    this.threads = threads;
    this.nanoClock = nanoClock;
    this.lookedNanos = nanoClock.getAsLong();
  }

  boolean isHot(ProfileTag tag) {
    return share == 0 ? threads.getAsInt() > 0 : hot.containsKey(tag);
  }

  /** Counts a fragment that was folded here. */
  void count(ProfileTag tag, long nanos) {
    Measured of = of(tag);
    if (of != null) {
      of.nanos += nanos;
      of.fragments++;
    }
    look();
  }

  /** Counts a fragment that was passed on. */
  void countPassedOn(ProfileTag tag) {
    Measured of = of(tag);
    if (of != null) {
      of.passedOn++;
    }
    look();
  }

  private @Nullable Measured of(ProfileTag tag) {
    Measured of = measured.get(tag);
    if (of == null && (measured.size() < MAX_MEASURED || hot.containsKey(tag))) {
      of = new Measured();
      measured.put(tag, of);
    }
    return of;
  }

  private void look() {
    long took = nanoClock.getAsLong() - lookedNanos;
    if (took < LOOK_NANOS) {
      return;
    }
    boolean canHelp = threads.getAsInt() > 1 && share < 1;
    hot.entrySet()
        .removeIf(
            tag -> {
              Measured of = measured.get(tag.getKey());
              double fragments = of == null ? 0 : of.fragments + of.passedOn;
              return !canHelp || fragments * tag.getValue() / took < COOL * share;
            });
    if (canHelp) {
      measured.forEach(
          (tag, of) -> {
            if (of.fragments > 0 && (double) of.nanos / took >= share) {
              hot.putIfAbsent(tag, (double) of.nanos / of.fragments);
            }
          });
    }
    measured.clear();
    lookedNanos += took;
  }
}
