package dev.pgohub.faults;

/**
 * A fragment that is to be sent.
 *
 * @param kind what it is like
 * @param reason why it will be refused; empty: it will be merged
 * @param byKafka whether it goes to the broker at once, or over HTTP
 * @param again whether it is delivered a second time after it was acknowledged
 * @param startUnixNanos when it began, by its sender's clock
 * @param durationNanos how long it took
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares them.
record Sample(
    Kind kind,
    String reason,
    String tag,
    String id,
    String instance,
    boolean byKafka,
    boolean again,
    long startUnixNanos,
    long durationNanos,
    byte[] pprof) {}
