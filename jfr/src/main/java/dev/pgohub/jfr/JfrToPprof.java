package dev.pgohub.jfr;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingFile;

/**
 * Turns the samples of a JFR file into a pprof CPU profile.
 *
 * <ul>
 *   <li>A function is {@code package.Class.method}; names of generated classes lose what differs
 *       between instances.
 *   <li>Its start line is what {@link MethodLines} say. Where they say nothing it is 1, so that an
 *       offset is the same on every instance of a build; a frame without a line stands on its
 *       function's start line.
 *   <li>A stack that lost frames at its root has {@value StackFolder#TRUNCATED} as its root.
 * </ul>
 *
 * <p>Not thread-safe.
 */
public final class JfrToPprof {

  private final MethodLines lines;
  private final int maxStacks;
  private final Predicate<String> skippedThreads;

  /**
   * A converter.
   *
   * @param lines where methods begin
   * @param maxStacks different stacks above which further ones keep only their two leaf frames, and
   *     above twice of which they are lost; at least 1
   * @param skippedThreads names of the threads whose samples are left out
   */
  public JfrToPprof(MethodLines lines, int maxStacks, Predicate<String> skippedThreads) {
    this.lines = lines;
    this.maxStacks = maxStacks;
    this.skippedThreads = skippedThreads;
  }

  /**
   * Reads a JFR file.
   *
   * @param event which samples to take; others are passed over
   * @param interval the period of samples, where the file does not tell it
   * @throws IOException when the file is not a whole JFR file
   */
  public JfrProfile convert(Path file, SampleEvent event, Duration interval) throws IOException {
    return convert(file, event, interval, EventBudget.unlimited());
  }

  JfrProfile convert(Path file, SampleEvent event, Duration interval, EventBudget budget)
      throws IOException {
    List<RecordingChunk> chunks = RecordingChunk.list(file);
    StackFolder folder = new StackFolder(lines, maxStacks);
    SamplingPeriod period = new SamplingPeriod(interval.toNanos());
    long lost = 0;
    try (RecordingFile recording = new RecordingFile(file)) {
      while (recording.hasMoreEvents()) {
        budget.spend();
        RecordedEvent e = recording.readEvent();
        String name = e.getEventType().getName();
        if (name.equals(event.eventName())) {
          if (isSkipped(e, event)) {
            continue;
          }
          if (e.getStackTrace() == null || e.getStackTrace().getFrames().isEmpty()) {
            lost++;
          } else {
            folder.add(e.getStackTrace());
            period.sample(e);
          }
        } else if (name.equals(SampleEvent.CPU_TIME_LOST) && event == SampleEvent.CPU_TIME) {
          lost += e.getInt("lostSamples");
        } else if (name.equals("jdk.ActiveSetting")) {
          period.setting(e);
        }
      }
    }
    long start = chunks.isEmpty() ? 0 : chunks.get(0).startUnixNanos();
    long duration = chunks.isEmpty() ? 0 : chunks.get(chunks.size() - 1).endUnixNanos() - start;
    return folder.toProfile(start, duration, period.nanos(), lost);
  }

  private boolean isSkipped(RecordedEvent e, SampleEvent event) {
    RecordedThread thread = e.getThread(event.threadField());
    return thread != null
        && thread.getJavaName() != null
        && skippedThreads.test(thread.getJavaName());
  }
}
