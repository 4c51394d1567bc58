package dev.pgohub.jfr;

import dev.pgohub.jfr.InvalidRecordingException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordingFile;

/**
 * Turns a recording of which nothing is known, such as one that an agent sent, into a pprof CPU
 * profile: {@code jdk.CPUTimeSample} when it has any, else {@code jdk.ExecutionSample}, whoever
 * wrote them. Lines are those of the frames; a method begins at the lowest line that the recording
 * saw of it, because its class file is not here.
 */
public final class ForeignRecording {

  /** What samples stand for where the recording does not say: async-profiler's default. */
  private static final Duration USUAL_INTERVAL = Duration.ofMillis(10);

  private static final int MAX_METHODS = 200_000;

  private final Path file;
  private final RecordingLimits limits;
  private final SeenLines lines = new SeenLines(MAX_METHODS);
  private SampleEvent event = SampleEvent.EXECUTION;

  private ForeignRecording(Path file, RecordingLimits limits) {
    this.file = file;
    this.limits = limits;
  }

  /**
   * Reads a JFR file.
   *
   * @param jfr its bytes
   * @param directory where it may be written for as long as it is read
   * @return what it holds; without pprof when there is no sample of CPU time in it
   * @throws InvalidRecordingException when it is not fit, whatever is in it
   * @throws IOException when the directory cannot be used
   */
  public static JfrProfile convert(byte[] jfr, Path directory, RecordingLimits limits)
      throws IOException {
    if (jfr.length > limits.maxBytes()) {
      throw new InvalidRecordingException(
          Reason.TOO_LARGE,
          "the recording has " + jfr.length + " bytes; at most " + limits.maxBytes());
    }
    RecordingCheck.check(jfr);
    Path file = Files.createTempFile(directory, "agent-", ".jfr");
    try {
      Files.write(file, jfr);
      return read(file, limits);
    } finally {
      Files.delete(file);
    }
  }

  private static JfrProfile read(Path file, RecordingLimits limits)
      throws InvalidRecordingException {
    try {
      return new ForeignRecording(file, limits).convert();
    } catch (InvalidRecordingException e) {
      throw e;
    } catch (IOException | RuntimeException | StackOverflowError e) {
      // The JDK's reader trusts a file; a broken one breaks it in many ways.
      throw new InvalidRecordingException(
          Reason.NOT_JFR, "the recording cannot be read as a JFR file: " + e);
    }
  }

  private JfrProfile convert() throws IOException {
    EventBudget budget = EventBudget.of(limits, 2);
    look(budget);
    return new JfrToPprof(lines, limits.maxStacks(), thread -> false)
        .convert(file, event, USUAL_INTERVAL, budget);
  }

  /** The first of two passes: which event there is, and the lowest line of each method. */
  private void look(EventBudget budget) throws IOException {
    try (RecordingFile recording = new RecordingFile(file)) {
      while (recording.hasMoreEvents()) {
        budget.spend();
        RecordedEvent e = recording.readEvent();
        String name = e.getEventType().getName();
        boolean isCpuTime = name.equals(SampleEvent.CPU_TIME.eventName());
        if (isCpuTime || name.equals(SampleEvent.EXECUTION.eventName())) {
          event = isCpuTime ? SampleEvent.CPU_TIME : event;
          RecordedStackTrace stack = e.getStackTrace();
          if (stack != null) {
            lines.see(stack);
          }
        }
      }
    }
  }
}
