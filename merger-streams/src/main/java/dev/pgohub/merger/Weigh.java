package dev.pgohub.merger;

import dev.pgohub.pprof.FoldedFragment;
import dev.pgohub.pprof.FragmentReader;
import dev.pgohub.pprof.InvalidProfileException;
import dev.pgohub.pprof.Run;
import dev.pgohub.pprof.Tally;
import dev.pgohub.pprof.TallyLimits;
import dev.pgohub.schemas.Policy;
import java.util.concurrent.TimeUnit;

/**
 * Reads a fragment's profile, checks it by itself, and makes of it what is added up: the part of
 * admission that costs, and that depends on the fragment and its policy alone. Not thread-safe.
 */
final class Weigh {

  /** What a profile means that does not say how often it was sampled: Go's 100 times a second. */
  private static final long DEFAULT_PERIOD_NANOS = 10_000_000;

  private final FragmentReader reader;
  private final TallyLimits limits;

  /**
   * @param limits of what is added up of a fragment
   */
  Weigh(FragmentReader reader, TallyLimits limits) {
    this.reader = reader;
    this.limits = limits;
  }

  /**
   * What a fragment counts, if others do not speak against it.
   *
   * @param arrivedMillis the broker's time of its arrival
   * @param offset where it stands
   * @throws RefusedException when it is not fit
   */
  Admitted fragment(Envelope envelope, Policies.InForce inForce, long arrivedMillis, long offset)
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

  private record Weighed(Run run, boolean isEqualized, long cutFrames) {}

  private Weighed weigh(FoldedFragment folded, Policy policy) throws RefusedException {
    boolean isEqualized = policy.stitch() == Policy.Stitch.EQUAL;
    if (policy.keepStacks() && !isEqualized && folded.isWithin(limits)) {
      return new Weighed(folded.run(), false, 0);
    }
    Tally tally = new Tally();
    folded.addTo(tally);
    if (!policy.keepStacks()) {
      tally.dropStacks();
    }
    long cut = tally.limit(limits);
    if (tally.isLeftOut()) {
      throw new RefusedException(
          RefusedException.TOO_MANY_EDGES,
          "it has "
              + folded.edgeCount()
              + " different edges, or long names of functions in them; at most "
              + limits.maxEdges()
              + " with 64 bytes of names for each (PGOHUB_MAX_EDGES)");
    }
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
