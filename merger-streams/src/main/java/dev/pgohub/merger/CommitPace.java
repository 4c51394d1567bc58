package dev.pgohub.merger;

/**
 * How often a thread commits before its interval is over. A commit is one of all partitions of the
 * thread, so they ask for it in common: each for itself, twelve would ask ten times as often. Not
 * thread-safe.
 */
final class CommitPace {

  /** The shortest time between two commits for a tag that was idle before, so people may wait. */
  static final long FOR_IDLE_MILLIS = 100;

  /** The same for a tag that is always busy: not every one of its settlings is seen by itself. */
  static final long FOR_BUSY_MILLIS = 500;

  private long askedMillis;

  /**
   * Whether it may be asked for now; then it is as if it were.
   *
   * @param gapMillis since the last one, at least
   */
  boolean ask(long nowMillis, long gapMillis) {
    // The clock may have been set back.
    if (nowMillis >= askedMillis && nowMillis - askedMillis < gapMillis) {
      return false;
    }
    askedMillis = nowMillis;
    return true;
  }
}
