package dev.pgohub.merger;

import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * Which outputs are to be settled, and when: at once, or when the rest that its last settling
 * demanded is over. A cache of the dirty heads in the store {@code tags}, bounded: what does not
 * fit is remembered there only, see {@link #hasForgotten}. Times are milliseconds since 1970 UTC.
 */
final class DirtyTags {

  /**
   * An output that waits.
   *
   * @param isIdle whether it had rested long enough already when it became dirty
   */
  record Waiting(TagMode output, long dueMillis, boolean isIdle, long turn) {}

  private final int limit;
  private final Map<TagMode, Long> restingUntil = new HashMap<>();
  private final Set<TagMode> members = new HashSet<>();
  private final PriorityQueue<Waiting> queue =
      new PriorityQueue<>(
          Comparator.comparingLong(Waiting::dueMillis).thenComparingLong(Waiting::turn));
  private long turns;
  private boolean hasForgotten;

  DirtyTags(int limit) {
    this.limit = limit;
  }

  /**
   * Adds an output that is dirty; does nothing when it waits already.
   *
   * @return whether it waits now; false when there was no room for it
   */
  boolean add(TagMode output, long nowMillis) {
    if (members.contains(output)) {
      return true;
    }
    if (members.size() >= limit) {
      hasForgotten = true;
      return false;
    }
    long due = restingUntil.getOrDefault(output, 0L);
    members.add(output);
    queue.add(new Waiting(output, Math.max(due, nowMillis), due <= nowMillis, turns++));
    return true;
  }

  /** Takes the output that is due for longest. */
  Optional<Waiting> takeDue(long nowMillis) {
    Waiting next = queue.peek();
    if (next == null || next.dueMillis() > nowMillis) {
      return Optional.empty();
    }
    queue.remove();
    members.remove(next.output());
    return Optional.of(next);
  }

  /** Lets an output rest. */
  void rest(TagMode output, long nowMillis, long untilMillis) {
    if (restingUntil.size() >= limit) {
      restingUntil.values().removeIf(until -> until <= nowMillis);
    }
    if (restingUntil.size() < limit) {
      restingUntil.put(output, untilMillis);
    }
  }

  boolean isEmpty() {
    return members.isEmpty();
  }

  int size() {
    return members.size();
  }

  /** Whether an output was added that did not fit, since this was last asked. */
  boolean hasForgotten() {
    boolean had = hasForgotten;
    hasForgotten = false;
    return had;
  }
}
