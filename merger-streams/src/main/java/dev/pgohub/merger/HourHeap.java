package dev.pgohub.merger;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The heap that the open hours of all partitions of a merger may take together. Those that were
 * used last stay. Thread-safe; the hours themselves are their owners'.
 */
final class HourHeap {

  /** Hours that did not fit, which are remembered so that they are not read in vain. */
  private static final int MAX_UNFIT = 10_000;

  private record Place(Object owner, BucketKey key) {}

  /** An hour, and what it took when it was last weighed; null: it does not fit. */
  private record Weighed(@Nullable OpenHour hour, long bytes) {}

  private final long maxBytes;
  private final Map<Place, Weighed> byUse = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;
  private int unfit;

  /**
   * @param maxBytes of all hours, about; 0: none
   */
  HourHeap(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  long maxBytes() {
    return maxBytes;
  }

  /** The hour of an owner. */
  synchronized Optional<OpenHour> get(Object owner, BucketKey key) {
    Weighed found = byUse.get(new Place(owner, key));
    return found == null ? Optional.empty() : Optional.ofNullable(found.hour());
  }

  /** Whether an hour is known not to fit. */
  synchronized boolean isUnfit(Object owner, BucketKey key) {
    Weighed found = byUse.get(new Place(owner, key));
    return found != null && found.hour() == null;
  }

  /**
   * Keeps an hour, or weighs it again.
   *
   * @param hour null: it does not fit
   */
  synchronized void put(Object owner, BucketKey key, @Nullable OpenHour hour) {
    set(new Place(owner, key), new Weighed(hour, hour == null ? 0 : hour.bytes()));
    Iterator<Weighed> eldest = byUse.values().iterator();
    while (bytes > maxBytes || unfit > MAX_UNFIT) {
      Weighed next = eldest.next();
      eldest.remove();
      forget(next);
    }
  }

  private void set(Place place, Weighed weighed) {
    Weighed before = byUse.put(place, weighed);
    if (before != null) {
      forget(before);
    }
    bytes += weighed.bytes();
    unfit += weighed.hour() == null ? 1 : 0;
  }

  private void forget(Weighed gone) {
    bytes -= gone.bytes();
    unfit -= gone.hour() == null ? 1 : 0;
  }

  /** Forgets an hour. */
  synchronized void remove(Object owner, BucketKey key) {
    Weighed before = byUse.remove(new Place(owner, key));
    if (before != null) {
      forget(before);
    }
  }

  /** Forgets all hours of an owner. */
  synchronized void removeAll(Object owner) {
    Iterator<Map.Entry<Place, Weighed>> all = byUse.entrySet().iterator();
    while (all.hasNext()) {
      Map.Entry<Place, Weighed> next = all.next();
      if (next.getKey().owner() == owner) {
        all.remove();
        forget(next.getValue());
      }
    }
  }

  /** About how many bytes all hours take. */
  synchronized long bytes() {
    return bytes;
  }
}
