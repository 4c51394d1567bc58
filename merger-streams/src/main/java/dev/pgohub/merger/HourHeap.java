package dev.pgohub.merger;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The heap that the hours of all partitions of a merger may take together. Those that were used
 * last stay. Thread-safe; what is kept is its owners'.
 */
final class HourHeap {

  /** What takes heap. */
  interface Kept {
    /** About how many bytes. */
    long bytes();
  }

  /** What did not fit, which is remembered so that it is not read in vain. */
  private static final int MAX_UNFIT = 10_000;

  /**
   * Where something is.
   *
   * @param owner by identity
   */
  private record Place(Object owner, Object key) {}

  /** What is kept, and what it took when it was last weighed; null: it does not fit. */
  private record Weighed(@Nullable Kept kept, long bytes) {}

  private final long maxBytes;
  private final Map<Place, Weighed> byUse = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;
  private int unfit;

  /**
   * @param maxBytes of all, about; 0: none
   */
  HourHeap(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  long maxBytes() {
    return maxBytes;
  }

  /** What an owner keeps under a key. */
  synchronized Optional<Kept> get(Object owner, Object key) {
    Weighed found = byUse.get(new Place(owner, key));
    return found == null ? Optional.empty() : Optional.ofNullable(found.kept());
  }

  /** Whether something is known not to fit. */
  synchronized boolean isUnfit(Object owner, Object key) {
    Weighed found = byUse.get(new Place(owner, key));
    return found != null && found.kept() == null;
  }

  /**
   * Keeps something, or weighs it again.
   *
   * @param kept null: it does not fit
   */
  synchronized void put(Object owner, Object key, @Nullable Kept kept) {
    set(new Place(owner, key), new Weighed(kept, kept == null ? 0 : kept.bytes()));
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
    unfit += weighed.kept() == null ? 1 : 0;
  }

  private void forget(Weighed gone) {
    bytes -= gone.bytes();
    unfit -= gone.kept() == null ? 1 : 0;
  }

  /** Forgets what an owner keeps under a key. */
  synchronized void remove(Object owner, Object key) {
    Weighed before = byUse.remove(new Place(owner, key));
    if (before != null) {
      forget(before);
    }
  }

  /** Forgets all that an owner keeps. */
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

  /** About how many bytes all of it takes. */
  synchronized long bytes() {
    return bytes;
  }
}
