package dev.pgohub.merger;

import dev.pgohub.pprof.Run;

/**
 * A fragment that counts.
 *
 * @param owner its tag and mode
 * @param instance who was profiled; may be empty
 * @param build what was profiled; may be empty
 * @param startNanos when it began, in nanoseconds since 1970 UTC
 * @param durationNanos how long it took; 0 when unknown
 * @param periodNanos CPU time between two samples
 * @param weight the sum of its samples
 * @param isEqualized whether the run is scaled to the same weight as that of every other such
 *     fragment
 * @param run its edges and stacks
 * @param cutFrames frames that were cut from its stacks at their root end
 * @param offset where it stands in its partition
 */
record Admitted(
    TagMode owner,
    String instance,
    String build,
    long startNanos,
    long durationNanos,
    long periodNanos,
    long weight,
    boolean isEqualized,
    Run run,
    long cutFrames,
    long offset) {

  /** When it ended, in nanoseconds since 1970 UTC. */
  long endNanos() {
    return startNanos + durationNanos;
  }
}
