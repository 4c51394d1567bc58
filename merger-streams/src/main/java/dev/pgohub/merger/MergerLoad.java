package dev.pgohub.merger;

/**
 * Where the time of the merging threads went since the start, in nanoseconds by the clock on the
 * wall. What is missing to the threads' whole time is reading, committing and waiting.
 *
 * @param admitNanos deciding on fragments, reading their profiles included
 * @param foldNanos adding them to the state
 * @param settleNanos making and publishing what they come to
 * @param passedOn fragments of hot tags that were passed on to shards
 * @param rounds of hot tags that were collected
 * @param passNanos deciding that a fragment is passed on, and sending it
 * @param shardNanos reading and adding up in shards, which may be those of other mergers' tags
 * @param uniteNanos adding what came back from shards to the state
 */
public record MergerLoad(
    long admitNanos,
    long foldNanos,
    long settleNanos,
    long passedOn,
    long rounds,
    long passNanos,
    long shardNanos,
    long uniteNanos) {

  /** What a merger has at its start. */
  public static final MergerLoad NONE = new MergerLoad(0, 0, 0, 0, 0, 0, 0, 0);
}
