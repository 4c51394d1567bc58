package dev.pgohub.merger;

import dev.pgohub.schemas.ProfileMode;
import dev.pgohub.schemas.ProfileTag;
import java.util.Set;

/**
 * Decides on a fragment: lets it in, drops it when its id was seen before, or refuses it with a
 * reason. What it decides depends on the fragment, on what was let in before it, and on the
 * policies at that point; never on a clock.
 *
 * <p>Only the id of an admitted fragment is remembered: one that was refused may be sent again,
 * mended, or under another policy, with the same id.
 */
final class Admit {

  /** The most modes of a tag within its window: as many as its policy can weigh. */
  static final int MAX_MODES = 64;

  private final Weigh weigh;
  private final SeenFragments seen;
  private final Ledger ledger;
  private final Policies policies;
  private final Tags tags;

  Admit(Weigh weigh, SeenFragments seen, Ledger ledger, Policies policies, Tags tags) {
    this.weigh = weigh;
    this.seen = seen;
    this.ledger = ledger;
    this.policies = policies;
    this.tags = tags;
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
    return admit(envelope, inForce(envelope.owner().tag(), offset), arrivedMillis, offset);
  }

  /** The same, under a policy that was in force when it came. */
  Admitted admit(Envelope envelope, Policies.InForce inForce, long arrivedMillis, long offset)
      throws RefusedException {
    Admitted admitted = weigh.fragment(envelope, inForce, arrivedMillis, offset);
    BucketKey bucket = BucketKey.at(envelope.owner(), admitted.startNanos());
    inForce.fitness().requireQuota(ledger.instance(bucket, envelope.instance()));
    requireMode(bucket);
    seen.add(envelope.owner().tag(), envelope.id(), arrivedMillis);
    return admitted;
  }

  /**
   * Whether nothing but what it holds can refuse a fragment.
   *
   * @param underWay fragments of its instance that may be folded before it and are not yet, at most
   */
  boolean isCertain(Envelope envelope, Policies.InForce inForce, long underWay) {
    if (envelope.startNanos() <= 0) {
      return false; // its hour stands in the profile, which was not read
    }
    BucketKey bucket = BucketKey.at(envelope.owner(), envelope.startNanos());
    return (envelope.owner().isUnion() || ledger.bucket(bucket).getFragments() > 0)
        && inForce.fitness().hasRoom(ledger.instance(bucket, envelope.instance()), underWay);
  }

  /** The policy that decides on a fragment, which is noted when it is another one than before. */
  Policies.InForce inForce(ProfileTag tag, long offset) {
    Policies.InForce inForce = policies.of(tag);
    var state = tags.state(tag);
    if (state.getPolicy() != inForce.hash()) {
      policies.begin(tag, inForce.policy(), offset);
      tags.put(tag, state.toBuilder().setPolicy(inForce.hash()).build());
    }
    return inForce;
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
}
