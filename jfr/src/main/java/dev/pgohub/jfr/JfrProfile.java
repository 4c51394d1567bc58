package dev.pgohub.jfr;

import org.jspecify.annotations.Nullable;

/**
 * What a recording held.
 *
 * @param pprof gzip pprof; null when there was no sample
 * @param startUnixNanos when the recording began, in nanoseconds since 1970 UTC
 * @param durationNanos how long it took, in nanoseconds
 * @param periodNanos what one sample stands for, in nanoseconds; the mean where it changed
 * @param samples that are in the profile
 * @param truncatedSamples of these, those whose stack lost frames at its root
 * @param lostSamples that the JVM had no room for, took without a stack, or that did not fit
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares them.
public record JfrProfile(
    byte @Nullable [] pprof,
    long startUnixNanos,
    long durationNanos,
    long periodNanos,
    long samples,
    long truncatedSamples,
    long lostSamples) {}
