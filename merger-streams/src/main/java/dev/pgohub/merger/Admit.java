package dev.pgohub.merger;

import dev.pgohub.pprof.FoldedFragment;
import dev.pgohub.pprof.FragmentReader;
import dev.pgohub.pprof.InvalidProfileException;
import dev.pgohub.pprof.Run;
import dev.pgohub.pprof.Tally;
import dev.pgohub.schemas.Policy;
import dev.pgohub.schemas.ProfileMode;
import dev.pgohub.schemas.ProfileTag;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Decides on a fragment: lets it in, drops it when its id was seen before, or refuses it with a
 * reason. What it decides depends on the fragment, on what was let in before it, and on the
 * policies at that point; never on a clock.
 *
 * <p>Only the id of an admitted fragment is remembered: one that was refused may be sent again,
 * mended, or under another policy, with the same id.
 */
final class Admit {

  /** What a profile means that does not say how often it was sampled: Go's 100 times a second. */
  private static final long DEFAULT_PERIOD_NANOS = 10_000_000;

  /** The most modes of a tag within its window: as many as its policy can weigh. */
  static final int MAX_MODES = 64;

  private final FragmentReader reader;
  private final SeenFragments seen;
  private final Ledger ledger;
  private final Policies policies;
  private final Tags tags;
  private final int maxStacks;

  /**
   * @param maxStacks different stacks of a fragment, above which they are cut at their root end
   */
  Admit(
      FragmentReader reader,
      SeenFragments seen,
      Ledger ledger,
      Policies policies,
      Tags tags,
      int maxStacks) {
    this.reader = reader;
    this.seen = seen;
    this.ledger = ledger;
    this.policies = policies;
    this.tags = tags;
    this.maxStacks = maxStacks;
  }

  /**
   * Whether a fragment of the same id was let in before, within the time that ids are kept.
   *
   * @param arrivedMillis the broker's time of its arrival
   */
  boolean isDuplicate(Envelope envelope, long arrivedMillis) {
    return seen.contains(envelope.owner().tag(), envelope.id(), arrivedMillis);
  }

  /**
   * Decides on a fragment that is no duplicate.
   *
   * @param arrivedMillis the broker's time of its arrival
   * @param offset where it stands
   * @throws RefusedException when it is not fit
   */
  Admitted admit(Envelope envelope, long arrivedMillis, long offset) throws RefusedException {
    Policies.InForce inForce = inForce(envelope.owner().tag(), offset);
    Admitted admitted = fit(envelope, inForce, arrivedMillis, offset);
    seen.add(envelope.owner().tag(), envelope.id(), arrivedMillis);
    return admitted;
  }

  private Policies.InForce inForce(ProfileTag tag, long offset) {
    Policies.InForce inForce = policies.of(tag);
    var state = tags.state(tag);
    if (state.getPolicy() != inForce.hash()) {
      policies.begin(tag, inForce.policy(), offset);
      tags.put(tag, state.toBuilder().setPolicy(inForce.hash()).build());
    }
    return inForce;
  }

  private Admitted fit(Envelope envelope, Policies.InForce inForce, long arrivedMillis, long offset)
      throws RefusedException {
    FoldedFragment folded = read(envelope);
    Fitness fitness = inForce.fitness();
    long start =
        firstPositive(
            envelope.startNanos(),
            folded.startUnixNanos(),
            TimeUnit.MILLISECONDS.toNanos(arrivedMillis));
    long duration = firstPositive(envelope.durationNanos(), folded.durationNanos(), 0);
    fitness.requireTime(start, arrivedMillis);
    fitness.requireContent(folded, duration);
    BucketKey bucket = BucketKey.at(envelope.owner(), start);
    fitness.requireQuota(ledger.instance(bucket, envelope.instance()));
    requireMode(bucket);

    Weighed weighed = weigh(folded, inForce.policy());
    return new Admitted(
        envelope.owner(),
        envelope.instance(),
        envelope.build(),
        start,
        duration,
        firstPositive(folded.periodNanos(), DEFAULT_PERIOD_NANOS, 0),
        folded.weight(),
        weighed.isEqualized(),
        weighed.run(),
        weighed.cutFrames(),
        offset);
  }

  /** Each mode is merged and published by itself, so there is a limit to them. */
  private void requireMode(BucketKey bucket) throws RefusedException {
    TagMode owner = bucket.owner();
    if (owner.isUnion() || ledger.bucket(bucket).getFragments() > 0) {
      return;
    }
    Set<ProfileMode> modes = ledger.namedModes(owner.tag(), MAX_MODES);
    if (modes.size() >= MAX_MODES && !modes.contains(owner.mode())) {
      throw new RefusedException(
          RefusedException.TOO_MANY_MODES,
          "its mode would be one more than the "
              + MAX_MODES
              + " that a tag has at most; a mode names a way of running, not an instance or a build");
    }
  }

  private record Weighed(Run run, boolean isEqualized, long cutFrames) {}

  private Weighed weigh(FoldedFragment folded, Policy policy) {
    boolean isEqualized = policy.stitch() == Policy.Stitch.EQUAL;
    if (policy.keepStacks() && !isEqualized && folded.stackCount() <= maxStacks) {
      return new Weighed(folded.run(), false, 0);
    }
    Tally tally = new Tally();
    folded.addTo(tally);
    if (!policy.keepStacks()) {
      tally.dropStacks();
    }
    long cut = tally.limitStacks(maxStacks);
    if (isEqualized) {
      Tally scaled = new Tally();
      scaled.add(tally, Stitching.equalizing(folded.weight()));
      tally = scaled;
    }
    return new Weighed(tally.toRun(), isEqualized, cut);
  }

  private FoldedFragment read(Envelope envelope) throws RefusedException {
    try {
      return reader.read(envelope.pprof());
    } catch (InvalidProfileException e) {
      throw new RefusedException(e.reason().code(), e);
    } catch (RuntimeException e) {
      // Read again, it would fail again: the partition would stand still for ever.
      throw new RefusedException(
          RefusedException.INTERNAL_ERROR, "the hub failed to read the profile: " + e, e);
    }
  }

  private static long firstPositive(long first, long second, long otherwise) {
    return first > 0 ? first : second > 0 ? second : otherwise;
  }
}
