package dev.pgohub.jfr;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordedStackTrace;

/**
 * Where methods begin when nothing but a recording is there: at the lowest line that the recording
 * saw of them. That is not the method's first line, and another recording may have seen a lower
 * one; but it is never above a line that ran, and calls from different lines of a method stay
 * apart.
 *
 * <p>Not thread-safe.
 */
final class SeenLines implements MethodLines {

  /** The descriptor that async-profiler gives to frames that are not Java. */
  private static final String NATIVE = "()L;";

  private final int maxMethods;
  private final Map<Method, Integer> lowest = new HashMap<>();

  /**
   * Who sends a recording chooses the names, also such whose hashes are the same. They have an
   * order, so that a map need not try all of those to find one.
   */
  record Method(String className, String name, String descriptor) implements Comparable<Method> {

    private static final Comparator<Method> ORDER =
        Comparator.comparing(Method::className)
            .thenComparing(Method::name)
            .thenComparing(Method::descriptor);

    @Override
    public int compareTo(Method other) {
      return ORDER.compare(this, other);
    }
  }

  /**
   * Has seen nothing.
   *
   * @param maxMethods different methods beyond which there is an end
   */
  SeenLines(int maxMethods) {
    this.maxMethods = maxMethods;
  }

  /**
   * Looks at the lines of a stack.
   *
   * @throws InvalidRecordingException {@code TOO_LARGE} beyond the most methods
   */
  void see(RecordedStackTrace stack) throws InvalidRecordingException {
    for (RecordedFrame frame : stack.getFrames()) {
      RecordedMethod method = frame.getMethod();
      int line = frame.getLineNumber();
      if (method != null && method.getType() != null && line > 0) {
        lowest.merge(
            new Method(
                StableNames.of(method.getType().getName()),
                method.getName(),
                method.getDescriptor()),
            line,
            Math::min);
      }
    }
    if (lowest.size() > maxMethods) {
      throw new InvalidRecordingException(
          InvalidRecordingException.Reason.TOO_LARGE,
          "the recording has more than " + maxMethods + " different methods");
    }
  }

  @Override
  public MethodSource find(String className, String stableName, String name, String descriptor) {
    return new MethodSource(
        descriptor.equals(NATIVE) ? "" : SourceFiles.guess(stableName),
        lowest.getOrDefault(new Method(stableName, name, descriptor), 0));
  }
}
