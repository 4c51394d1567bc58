package dev.pgohub.jfr;

import dev.pgohub.jfr.MethodLines.MethodSource;
import dev.pgohub.pprof.PprofBuilder;
import dev.pgohub.pprof.PprofBuilder.Frame;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordedStackTrace;

/** Counts the stacks of a recording and names their frames. */
final class StackFolder {

  /** The root of a stack that lost frames there. */
  static final String TRUNCATED = "[truncated]";

  private static final Frame UNKNOWN_FRAME = new Frame("[unknown]", "", 1, 1);
  private static final Frame TRUNCATED_FRAME = new Frame(TRUNCATED, "", 1, 1);

  /** Above it the stacks counted so far are named, so that JFR's own objects can go. */
  private static final int MAX_UNNAMED = 16_384;

  private static final int KEPT_OF_A_CUT_STACK = 2;

  /** The hub refuses a profile with a longer name. In bytes it is at most three times as long. */
  private static final int MAX_NAME_CHARS = 2_700;

  private final MethodLines lines;
  private final int maxStacks;

  /** JFR keeps one object for equal stacks of a chunk. */
  private final IdentityHashMap<RecordedStackTrace, long[]> unnamed = new IdentityHashMap<>();

  private final IdentityHashMap<RecordedMethod, Function> functions = new IdentityHashMap<>();
  private final PprofBuilder builder = new PprofBuilder(0, 0, 1);
  private long samples;
  private long truncated;
  private long unfit;

  private record Function(String name, String file, int startLine) {}

  StackFolder(MethodLines lines, int maxStacks) {
    this.lines = lines;
    this.maxStacks = maxStacks;
  }

  /** Counts a stack of at least one frame. */
  void add(RecordedStackTrace stack) {
    unnamed.computeIfAbsent(stack, s -> new long[1])[0]++;
    if (unnamed.size() >= MAX_UNNAMED) {
      nameStacks();
    }
  }

  /** The profile of all stacks that were added. */
  JfrProfile toProfile(long startUnixNanos, long durationNanos, long periodNanos, long lost) {
    nameStacks();
    builder.during(startUnixNanos, durationNanos, periodNanos);
    return new JfrProfile(
        samples == 0 ? null : builder.toGzip(),
        startUnixNanos,
        durationNanos,
        periodNanos,
        samples,
        truncated,
        lost + unfit);
  }

  private void nameStacks() {
    List<Map.Entry<RecordedStackTrace, long[]>> heaviestFirst =
        new ArrayList<>(
            unnamed.entrySet().stream().map(e -> Map.entry(e.getKey(), e.getValue())).toList());
    heaviestFirst.sort(Comparator.comparingLong(e -> -e.getValue()[0]));
    heaviestFirst.forEach(e -> nameStack(e.getKey(), e.getValue()[0]));
    unnamed.clear();
    functions.clear();
  }

  private void nameStack(RecordedStackTrace stack, long count) {
    if (builder.stackCount() >= 2 * maxStacks) {
      unfit += count;
      return;
    }
    boolean full = builder.stackCount() >= maxStacks;
    List<RecordedFrame> recorded = stack.getFrames();
    boolean cut = full && recorded.size() > KEPT_OF_A_CUT_STACK;
    int kept = cut ? KEPT_OF_A_CUT_STACK : recorded.size();
    List<Frame> frames = new ArrayList<>(kept + 1);
    for (RecordedFrame frame : recorded.subList(0, kept)) {
      frames.add(frame(frame));
    }
    if (cut || stack.isTruncated()) {
      frames.add(TRUNCATED_FRAME);
      truncated += count;
    }
    builder.add(frames, count);
    samples += count;
  }

  private Frame frame(RecordedFrame recorded) {
    RecordedMethod method = recorded.getMethod();
    if (method == null || method.getType() == null) {
      return UNKNOWN_FRAME;
    }
    Function function = functions.computeIfAbsent(method, this::function);
    int line = recorded.getLineNumber();
    return function.startLine == 0
        ? new Frame(function.name, function.file, 1, Math.max(line, 1))
        : new Frame(
            function.name, function.file, function.startLine, line > 0 ? line : function.startLine);
  }

  private Function function(RecordedMethod method) {
    String className = method.getType().getName();
    String stableName = StableNames.of(className);
    String name = method.getName();
    MethodSource source = lines.find(className, stableName, name, method.getDescriptor());
    return new Function(
        cut(stableName.isEmpty() ? name : stableName + "." + name),
        cut(source.file()),
        source.startLine());
  }

  private static String cut(String name) {
    return name.length() <= MAX_NAME_CHARS ? name : name.substring(0, MAX_NAME_CHARS);
  }
}
