package dev.pgohub.faults;

/** The longest time between two events, from the first one on. Thread-safe. */
final class Gaps {

  private long last;
  private long longest;
  private long count;

  /** It happened now. */
  synchronized void mark() {
    long now = System.nanoTime();
    if (count++ > 0) {
      longest = Math.max(longest, now - last);
    }
    last = now;
  }

  synchronized double longestSeconds() {
    return longest / 1e9;
  }

  synchronized long count() {
    return count;
  }
}
