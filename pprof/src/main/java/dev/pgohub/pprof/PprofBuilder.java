package dev.pgohub.pprof;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Objects;

/**
 * Builds a pprof CPU profile from stacks: sample types {@code samples/count} and {@code
 * cpu/nanoseconds}, every frame a location of its own without an address, nothing inlined.
 *
 * <p>Equal stacks are added up. The same stacks give the same bytes. Not thread-safe.
 */
public final class PprofBuilder {

  private long startUnixNanos;
  private long durationNanos;
  private long periodNanos;
  private final Tally tally = new Tally();

  /**
   * A profile without samples.
   *
   * @param startUnixNanos when the profile began, in nanoseconds since 1970 UTC; 0 when unknown
   * @param durationNanos how long it took, in nanoseconds; 0 when unknown
   * @param periodNanos CPU time that one sample stands for, in nanoseconds; at least 1
   * @throws IllegalArgumentException when a number is out of its range
   */
  public PprofBuilder(long startUnixNanos, long durationNanos, long periodNanos) {
    during(startUnixNanos, durationNanos, periodNanos);
  }

  /**
   * Replaces what the constructor was told, for what is known only after the last sample.
   *
   * @throws IllegalArgumentException when a number is out of its range
   */
  public final void during(long startUnixNanos, long durationNanos, long periodNanos) {
    if (startUnixNanos < 0 || durationNanos < 0 || periodNanos < 1) {
      throw new IllegalArgumentException(
          "start " + startUnixNanos + ", duration " + durationNanos + ", period " + periodNanos);
    }
    this.startUnixNanos = startUnixNanos;
    this.durationNanos = durationNanos;
    this.periodNanos = periodNanos;
  }

  /**
   * A place in a function.
   *
   * @param function name of the function; two functions of the same name, file and start line are
   *     one
   * @param file source file, or empty
   * @param startLine first line of the function, so that an offset means something; 0 when unknown
   * @param line line that ran, or from which the next frame was called; 0 when unknown
   */
  public record Frame(String function, String file, int startLine, int line) {
    /** Checks that nothing is null. */
    public Frame {
      Objects.requireNonNull(function, "function");
      Objects.requireNonNull(file, "file");
    }
  }

  /**
   * Counts a stack.
   *
   * @param leafFirst the frames, the one that ran first, its caller next; not empty
   * @param samples how often the stack was seen; at least 1
   * @throws IllegalArgumentException when there is no frame or no sample
   */
  public void add(List<Frame> leafFirst, long samples) {
    if (leafFirst.isEmpty() || samples < 1) {
      throw new IllegalArgumentException(leafFirst.size() + " frames, " + samples + " samples");
    }
    int[] stack = new int[leafFirst.size()];
    int height = 0;
    for (Frame frame : leafFirst) {
      stack[height++] =
          tally.frames.add(name(frame.function), name(frame.file), frame.startLine, frame.line);
    }
    tally.stacks.add(stack, stack.length, samples);
  }

  /** How many different stacks were added. */
  public int stackCount() {
    return tally.stackCount();
  }

  /** The profile so far, as gzip without a time stamp. */
  public byte[] toGzip() {
    PprofSink out = new PprofSink();
    out.taken(startUnixNanos, durationNanos, periodNanos);
    CanonicalWriter.writeStacks(tally, out);
    return out.toGzip();
  }

  private int name(String name) {
    byte[] bytes = name.getBytes(UTF_8);
    return tally.names.add(bytes, 0, bytes.length);
  }
}
