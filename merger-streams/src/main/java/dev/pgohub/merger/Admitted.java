package dev.pgohub.merger;

import dev.pgohub.pprof.Run;

/**
 * A fragment that counts.
 *
 * @param owner its tag and mode
 * @param startNanos when it began, in nanoseconds since 1970 UTC
 * @param durationNanos how long it took; 0 when unknown
 * @param weight the sum of its samples
 * @param run its edges and stacks
 */
record Admitted(TagMode owner, long startNanos, long durationNanos, long weight, Run run)
    implements Verdict {}
