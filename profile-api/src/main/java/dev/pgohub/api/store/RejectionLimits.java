package dev.pgohub.api.store;

/**
 * How many refused fragments the local copy remembers; beyond, the oldest is forgotten.
 *
 * @param perTag of one tag, at least 1
 * @param inAll of all tags together, at least 1
 */
public record RejectionLimits(int perTag, int inAll) {

  /** Checks both. */
  public RejectionLimits {
    if (perTag < 1 || inAll < 1) {
      throw new IllegalArgumentException("at least 1 of " + perTag + ", " + inAll);
    }
  }
}
