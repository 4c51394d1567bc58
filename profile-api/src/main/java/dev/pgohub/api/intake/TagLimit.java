package dev.pgohub.api.intake;

import dev.pgohub.api.problem.HttpProblem;
import dev.pgohub.schemas.ProfileTag;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.springframework.http.HttpStatus;

/**
 * Bounds how many tags there are: each costs the hub state and disk for as long as it is known, and
 * anybody can make names up. A tag that is known is let in whatever their number. Thread-safe.
 */
public final class TagLimit {

  /** Between two looks at which of those that were let in are known by now: they may be many. */
  private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final int most;
  private final LongSupplier known;
  private final Predicate<ProfileTag> isKnown;
  private final Set<ProfileTag> expected = new LinkedHashSet<>();
  private final LongSupplier nanoClock;
  private long lookedNanos;

  /**
   * A limit.
   *
   * @param most tags that there may be
   * @param known how many the merger has told of
   * @param isKnown whether it has told of one
   */
  public TagLimit(
      int most, LongSupplier known, Predicate<ProfileTag> isKnown, LongSupplier nanoClock) {
    this.most = most;
    this.known = known;
    this.isKnown = isKnown;
    this.nanoClock = nanoClock;
    this.lookedNanos = nanoClock.getAsLong();
  }

  /**
   * Asks for room for a tag.
   *
   * @throws HttpProblem {@code too_many_tags} when it would be one more than there may be
   */
  void require(ProfileTag tag) {
    if (known.getAsLong() + waiting() < most || isKnown.test(tag) || isExpected(tag)) {
      return;
    }
    forgetKnown();
    if (known.getAsLong() + waiting() >= most) {
      throw new HttpProblem(
          HttpStatus.TOO_MANY_REQUESTS,
          "too_many_tags",
          "the tag would be one more than the "
              + most
              + " that there may be; a tag names a service, not an instance, a build or a request");
    }
  }

  /**
   * Notes that a fragment of a tag was taken in, so that it counts before the merger tells of it.
   */
  void add(ProfileTag tag) {
    if (isKnown.test(tag)) {
      return;
    }
    forgetKnown();
    synchronized (this) {
      expected.add(tag);
    }
  }

  private synchronized void forgetKnown() {
    long now = nanoClock.getAsLong();
    if (now - lookedNanos >= LOOK_NANOS) {
      lookedNanos = now;
      expected.removeIf(isKnown);
    }
  }

  private synchronized int waiting() {
    return expected.size();
  }

  private synchronized boolean isExpected(ProfileTag tag) {
    return expected.contains(tag);
  }
}
