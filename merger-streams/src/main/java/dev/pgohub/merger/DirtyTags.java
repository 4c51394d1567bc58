package dev.pgohub.merger;

import dev.pgohub.schemas.ProfileTag;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * Which tags are to be settled, and when: at once, or when the rest that its last settling demanded
 * is over. A cache of the dirty tags in the store {@code tags}, bounded: what does not fit is
 * remembered there only, see {@link #hasForgotten}. Times are milliseconds since 1970 UTC.
 */
final class DirtyTags {

  /**
   * A tag that waits.
   *
   * @param isIdle whether it had rested long enough already when it became dirty
   */
  record Waiting(ProfileTag tag, long dueMillis, boolean isIdle, long turn) {}

  private final int limit;
  private final Map<ProfileTag, Long> restingUntil = new HashMap<>();
  private final Set<ProfileTag> members = new HashSet<>();
  private final PriorityQueue<Waiting> queue =
      new PriorityQueue<>(
          Comparator.comparingLong(Waiting::dueMillis).thenComparingLong(Waiting::turn));
  private long turns;
  private boolean hasForgotten;

  DirtyTags(int limit) {
    this.limit = limit;
  }

  /**
   * Adds a tag that is dirty; does nothing when it waits already.
   *
   * @return whether it waits now; false when there was no room for it
   */
  boolean add(ProfileTag tag, long nowMillis) {
    if (members.contains(tag)) {
      return true;
    }
    if (members.size() >= limit) {
      hasForgotten = true;
      return false;
    }
    long due = restingUntil.getOrDefault(tag, 0L);
    members.add(tag);
    queue.add(new Waiting(tag, Math.max(due, nowMillis), due <= nowMillis, turns++));
    return true;
  }

  /** Takes the tag that is due for longest. */
  Optional<Waiting> takeDue(long nowMillis) {
    Waiting next = queue.peek();
    if (next == null || next.dueMillis() > nowMillis) {
      return Optional.empty();
    }
    queue.remove();
    members.remove(next.tag());
    return Optional.of(next);
  }

  /** Lets a tag rest. */
  void rest(ProfileTag tag, long nowMillis, long untilMillis) {
    if (restingUntil.size() >= limit) {
      restingUntil.values().removeIf(until -> until <= nowMillis);
    }
    if (restingUntil.size() < limit) {
      restingUntil.put(tag, untilMillis);
    }
  }

  /** Whether half of the room is free. */
  boolean hasRoom() {
    return members.size() <= limit / 2;
  }

  boolean isEmpty() {
    return members.isEmpty();
  }

  int size() {
    return members.size();
  }

  /** Whether a tag was added that did not fit, since this was last asked. */
  boolean hasForgotten() {
    boolean had = hasForgotten;
    hasForgotten = false;
    return had;
  }
}
