package dev.pgohub.producer;

import dev.pgohub.jfr.JfrProfile;
import dev.pgohub.jfr.JfrToPprof;
import dev.pgohub.jfr.RecordingChunk;
import dev.pgohub.jfr.SampleEvent;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import jdk.jfr.EventSettings;
import jdk.jfr.FlightRecorder;
import jdk.jfr.FlightRecorderListener;
import jdk.jfr.Recording;
import jdk.jfr.RecordingState;
import org.jspecify.annotations.Nullable;

/**
 * A JFR recording that is read window by window while it runs. Every sample is in exactly one
 * window, because a window is made of whole chunks: JFR begins a new chunk when a recording is
 * dumped, and each chunk is taken once. Other recordings of the JVM are left alone, but share the
 * chunks.
 *
 * <p>JFR ends its recordings in a shutdown hook of its own, at the same time as all other hooks. So
 * this one saves its recording when it is told that it was stopped, whoever did it.
 *
 * <p>Not thread-safe.
 */
final class JfrWindows implements AutoCloseable {

  private static final Duration CPU_TIME_INTERVAL = Duration.ofMillis(10);
  private static final Duration EXECUTION_INTERVAL = Duration.ofMillis(20);
  private static final Duration TRIM_MARGIN = Duration.ofSeconds(1);

  private final SampleEvent event;
  private final Duration interval;
  private final Recording recording;
  private final AtomicReference<@Nullable Path> saved = new AtomicReference<>();
  private final FlightRecorderListener listener = new SaveWhenStopped();
  private List<RecordingChunk> taken = List.of();
  private volatile boolean closed;

  private JfrWindows(SampleEvent event, Duration interval, Recording recording) {
    this.event = event;
    this.interval = interval;
    this.recording = recording;
  }

  /**
   * Starts recording.
   *
   * @throws IllegalStateException when this JVM has JFR, but not now
   * @throws LinkageError when this JVM has no JFR
   */
  static JfrWindows start(CaptureSettings settings, WarnOnce warnings) {
    if (!FlightRecorder.isAvailable()) {
      throw new IllegalStateException("JFR is not available in this JVM");
    }
    SampleEvent event = choose(settings.event(), warnings);
    Duration interval = settings.interval();
    if (interval == null) {
      interval = event == SampleEvent.CPU_TIME ? CPU_TIME_INTERVAL : EXECUTION_INTERVAL;
    }
    JfrWindows windows = new JfrWindows(event, interval, new Recording());
    try {
      windows.start("pgohub " + settings.tag(), settings.maxRecordingBytes());
      return windows;
    } catch (RuntimeException | Error e) {
      windows.close();
      throw e;
    }
  }

  private static SampleEvent choose(@Nullable SampleEvent wanted, WarnOnce warnings) {
    if (wanted == SampleEvent.EXECUTION) {
      return wanted;
    }
    boolean linux = System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("linux");
    if (linux
        && FlightRecorder.getFlightRecorder().getEventTypes().stream()
            .anyMatch(type -> type.getName().equals(SampleEvent.CPU_TIME.eventName()))) {
      return SampleEvent.CPU_TIME;
    }
    if (wanted == SampleEvent.CPU_TIME) {
      warnings.warn("sampler", "this JVM cannot sample CPU time; sampling execution instead");
    }
    return SampleEvent.EXECUTION;
  }

  private void start(String name, long maxBytes) {
    recording.setName(name);
    recording.setMaxSize(maxBytes);
    EventSettings samples = recording.enable(event.eventName()).withStackTrace();
    // Events are enabled by name: older JDKs do not have them all.
    if (event == SampleEvent.CPU_TIME) {
      samples.with("throttle", interval.toMillis() + "ms");
      recording.enable(SampleEvent.CPU_TIME_LOST);
    } else {
      samples.withPeriod(interval);
      // Tells the period that all recordings make together. Samples of CPU time tell it themselves.
      recording.enable("jdk.ActiveSetting");
    }
    FlightRecorder.addListener(listener);
    recording.start();
  }

  /** Whether somebody else has stopped the recording: then there is one last window. */
  boolean isStopped() {
    return recording.getState() != RecordingState.RUNNING;
  }

  /**
   * Takes what was recorded since the last call.
   *
   * @return null when nothing was
   * @throws IOException when it cannot be read; it is lost then, and is not in a later window
   */
  @Nullable JfrProfile take(JfrToPprof converter) throws IOException {
    Instant begin = Instant.now();
    Path dump = dump();
    try {
      List<RecordingChunk> chunks = RecordingChunk.list(dump);
      List<RecordingChunk> fresh =
          chunks.stream().filter(c -> taken.stream().noneMatch(c::isSameAs)).toList();
      taken = chunks;
      trim(begin);
      if (fresh.isEmpty()) {
        return null;
      }
      if (fresh.size() < chunks.size()) {
        keepOnly(fresh, dump);
      }
      return converter.convert(dump, event, interval);
    } finally {
      delete(dump);
    }
  }

  private Path dump() throws IOException {
    Path whatWasSaved = saved.getAndSet(null);
    if (whatWasSaved != null) {
      return whatWasSaved;
    }
    try {
      return dumpRecording();
    } catch (IOException | RuntimeException e) {
      whatWasSaved = saved.getAndSet(null);
      if (whatWasSaved != null) {
        return whatWasSaved;
      }
      throw e;
    }
  }

  private Path dumpRecording() throws IOException {
    Path file = temporaryFile();
    try {
      recording.dump(file);
      return file;
    } catch (IOException | RuntimeException e) {
      delete(file);
      throw e;
    }
  }

  /** Lets JFR delete the chunks of the dump before that one. */
  private void trim(Instant dumpBegin) {
    if (recording.getState() == RecordingState.RUNNING) {
      recording.setMaxAge(Duration.between(dumpBegin, Instant.now()).abs().plus(TRIM_MARGIN));
      recording.setMaxAge(null);
    }
  }

  private static void keepOnly(List<RecordingChunk> chunks, Path file) throws IOException {
    Path whole = Files.move(file, file.resolveSibling("whole.jfr"));
    try (FileChannel from = FileChannel.open(whole, StandardOpenOption.READ);
        FileChannel to =
            FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
      for (RecordingChunk chunk : chunks) {
        chunk.copy(from, to);
      }
    } finally {
      Files.delete(whole);
    }
  }

  /** In a directory of its own, which only this user can read. */
  private static Path temporaryFile() throws IOException {
    return Files.createTempDirectory("pgohub-" + ProcessHandle.current().pid() + "-")
        .resolve("window.jfr");
  }

  private static void delete(Path file) throws IOException {
    Files.deleteIfExists(file);
    Files.deleteIfExists(file.resolveSibling("whole.jfr"));
    Files.deleteIfExists(file.getParent());
  }

  /** Ends the recording and deletes what it holds. */
  @Override
  public void close() {
    closed = true;
    FlightRecorder.removeListener(listener);
    recording.close();
    deleteSaved();
  }

  private void deleteSaved() {
    Path left = saved.getAndSet(null);
    if (left != null) {
      try {
        delete(left);
      } catch (IOException e) {
        left.toFile().deleteOnExit();
      }
    }
  }

  /**
   * Called by JFR, which may hold its locks: it must not wait for a thread that calls JFR. At
   * shutdown the recording's data is deleted as soon as this returns.
   */
  private final class SaveWhenStopped implements FlightRecorderListener {
    @Override
    public void recordingStateChanged(Recording changed) {
      if (changed.getId() != recording.getId()
          || changed.getState() != RecordingState.STOPPED
          || closed) {
        return;
      }
      try {
        saved.set(dumpRecording());
      } catch (IOException | RuntimeException e) {
        // The last window is lost; the next call of take() finds the recording without data.
      }
      if (closed) {
        deleteSaved();
      }
    }
  }
}
