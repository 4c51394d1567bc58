package dev.pgohub.merger;

/**
 * How often a thread commits before its interval is over. A commit is one of all partitions of the
 * thread, so they ask for it in common: each for itself, twelve would ask ten times as often. Not
 * thread-safe.
 */
final class CommitPace {

  /** The shortest time between two commits that are asked for. */
  private static final long GAP_MILLIS = 100;

  private long askedMillis;

  /** Whether it may be asked for now; then it is as if it were. */
  boolean ask(long nowMillis) {
    if (nowMillis - askedMillis < GAP_MILLIS) {
      return false;
    }
    askedMillis = nowMillis;
    return true;
  }
}
