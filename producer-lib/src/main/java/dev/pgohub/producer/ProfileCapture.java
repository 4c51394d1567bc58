package dev.pgohub.producer;

import dev.pgohub.jfr.SampleEvent;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Captures the CPU profile of this JVM and publishes it to Kafka, window by window, until it is
 * closed:
 *
 * <pre>{@code
 * try (var capture = ProfileCapture.start("checkout")) {
 *   …
 * }
 * }</pre>
 *
 * <p>The service never notices. {@link #start} returns at once; everything else happens on one
 * daemon thread. No method throws, whatever happens: a tag that is none, a JVM without JFR, a
 * broker that is away give a warning and a capture that does nothing, or that keeps a bounded
 * number of windows and tries again. {@link #stats} says what was dropped. Without {@link #close}
 * the rest is published when the JVM shuts down; after a kill at most one window is lost.
 *
 * <p>The samples are those of the whole JVM, except for the threads of this library. While a
 * capture is active, a second one for the same tag does nothing, so that nothing counts twice;
 * after it was closed, another may start. Captures for different tags are independent and see the
 * same samples.
 *
 * <p>JFR keeps 64 frames of a stack, unless the JVM is started with {@code
 * -XX:FlightRecorderOptions:stackdepth=256}; a deeper stack has a frame {@code [truncated]} at its
 * root. Events of the service's own that are enabled by default are recorded while a capture runs,
 * as by any recording.
 *
 * <p>Thread-safe.
 */
public final class ProfileCapture implements AutoCloseable {

  private final CaptureCounters counters;
  private final @Nullable CaptureThread thread;

  private ProfileCapture(CaptureCounters counters, @Nullable CaptureThread thread) {
    this.counters = counters;
    this.thread = thread;
  }

  /**
   * Starts a capture with the settings of the system properties and the environment.
   *
   * @param tag the service under whose name profiles are merged; see {@link
   *     dev.pgohub.schemas.ProfileTag}
   */
  public static ProfileCapture start(String tag) {
    return builder(tag).start();
  }

  /** Settings by code; see {@link #start(String)}. */
  public static Builder builder(String tag) {
    return new Builder(tag);
  }

  /** Whether it captures: false when it could not start, or has ended. */
  public boolean isActive() {
    return thread != null && thread.isAlive();
  }

  /** What was done so far. */
  public CaptureStats stats() {
    return counters.stats();
  }

  /**
   * Ends the capture and publishes the rest, within the close timeout; what is not published then
   * is dropped. A second call does nothing.
   */
  @Override
  public void close() {
    if (thread != null) {
      thread.close();
    }
  }

  /**
   * Settings of a capture. What is set here comes before the system property, which comes before
   * the environment variable, which comes before the default. A value that cannot be used, and a
   * name that is unknown, give a warning. Durations are numbers with {@code ms}, {@code s}, {@code
   * m}, {@code h} or {@code d}.
   *
   * <p>Not thread-safe.
   */
  public static final class Builder {

    private final @Nullable String tag;
    private final Map<Setting, String> settings = new EnumMap<>(Setting.class);
    private final Map<String, Object> overrides = new HashMap<>();

    private Builder(@Nullable String tag) {
      this.tag = tag;
    }

    /**
     * Whether to capture at all: {@code pgohub.enabled}, {@code PGOHUB_ENABLED}; {@code true} by
     * default.
     */
    public Builder enabled(boolean enabled) {
      return set(Setting.ENABLED, enabled);
    }

    /**
     * One way of running the same binary, see {@link dev.pgohub.schemas.ProfileMode}: {@code
     * pgohub.mode}, {@code PGOHUB_MODE}; none by default.
     */
    public Builder mode(String mode) {
      return set(Setting.MODE, mode);
    }

    /**
     * Who is profiled: {@code pgohub.instance}, {@code PGOHUB_INSTANCE}; by default the host's name
     * and eight random characters that differ from run to run. Cut to 256 characters.
     */
    public Builder instance(String instance) {
      return set(Setting.INSTANCE, instance);
    }

    /**
     * What is profiled, a version or a commit: {@code pgohub.build}, {@code PGOHUB_BUILD}; by
     * default the {@code Implementation-Version} in the manifest of the class that starts the
     * capture. Cut to 256 characters.
     */
    public Builder build(String build) {
      return set(Setting.BUILD, build);
    }

    /**
     * The Kafka brokers, {@code host:port} with commas between: {@code pgohub.bootstrap-servers},
     * {@code PGOHUB_BOOTSTRAP_SERVERS}; {@code localhost:9092} by default.
     */
    public Builder bootstrapServers(String bootstrapServers) {
      return set(Setting.BOOTSTRAP_SERVERS, bootstrapServers);
    }

    /**
     * A file of settings of the Kafka producer, such as those for TLS and SASL: {@code
     * pgohub.kafka-properties}, {@code PGOHUB_KAFKA_PROPERTIES}; none by default. One that cannot
     * be used gives a warning, and nothing is captured.
     */
    public Builder kafkaProperties(String file) {
      return set(Setting.KAFKA_PROPERTIES, file);
    }

    /**
     * How long the first window is: {@code pgohub.first-window}, {@code PGOHUB_FIRST_WINDOW}; 100
     * ms to 1 h, 10 s by default.
     */
    public Builder firstWindow(Duration firstWindow) {
      return set(Setting.FIRST_WINDOW, firstWindow);
    }

    /**
     * How long every further window is: {@code pgohub.window}, {@code PGOHUB_WINDOW}; 100 ms to 1
     * h, 60 s by default.
     */
    public Builder window(Duration window) {
      return set(Setting.WINDOW, window);
    }

    /**
     * By which share a window is shortened at most, at random, so that a fleet does not publish at
     * once: {@code pgohub.jitter}, {@code PGOHUB_JITTER}; 0 to 0.9, 0.1 by default.
     */
    public Builder jitter(double jitter) {
      return set(Setting.JITTER, jitter);
    }

    /**
     * Which samples: {@code pgohub.sampler}, {@code PGOHUB_SAMPLER}; {@code cpu-time}, {@code
     * execution}, or by default {@code auto}: CPU time where the JVM can, else execution.
     */
    public Builder sampler(SampleEvent event) {
      return set(
          Setting.SAMPLER,
          event == null ? null : event == SampleEvent.CPU_TIME ? "cpu-time" : "execution");
    }

    /**
     * Time between two samples: {@code pgohub.interval}, {@code PGOHUB_INTERVAL}; 1 ms to 1 s, by
     * default 10 ms of CPU time of a thread, or 20 ms of wall-clock time for {@code execution}.
     * Another recording that samples more often makes the JVM do so for all; the profile says which
     * interval it was.
     */
    public Builder interval(Duration interval) {
      return set(Setting.INTERVAL, interval);
    }

    /**
     * How many windows are kept while the broker is away, before the oldest is dropped: {@code
     * pgohub.max-pending}, {@code PGOHUB_MAX_PENDING}; 1 to 1,000, 10 by default.
     */
    public Builder maxPending(int maxPending) {
      return set(Setting.MAX_PENDING, maxPending);
    }

    /**
     * How many different stacks of a window are kept whole; further ones keep their two leaf
     * frames, and above twice as many they are lost: {@code pgohub.max-stacks}, {@code
     * PGOHUB_MAX_STACKS}; 1,000 to 90,000, 50,000 by default.
     */
    public Builder maxStacks(int maxStacks) {
      return set(Setting.MAX_STACKS, maxStacks);
    }

    /**
     * How much disk a window takes before its oldest part is dropped, which happens only when other
     * recordings of this JVM write much: {@code pgohub.max-recording-bytes}, {@code
     * PGOHUB_MAX_RECORDING_BYTES}; 16 MiB to 4 GiB, 64 MiB by default. JFR takes up to 12 MiB more,
     * and twice as much is taken while a window is read.
     */
    public Builder maxRecordingBytes(long maxRecordingBytes) {
      return set(Setting.MAX_RECORDING_BYTES, maxRecordingBytes);
    }

    /**
     * How long {@link ProfileCapture#close} takes at most: {@code pgohub.close-timeout}, {@code
     * PGOHUB_CLOSE_TIMEOUT}; 0 to 1 m, 5 s by default.
     */
    public Builder closeTimeout(Duration closeTimeout) {
      return set(Setting.CLOSE_TIMEOUT, closeTimeout);
    }

    /**
     * Settings of the Kafka producer that replace ours, such as those for TLS and SASL. The way out
     * for what has no setting here.
     */
    public Builder overrides(Map<String, ?> overrides) {
      if (overrides != null) {
        overrides.forEach(
            (name, value) -> {
              if (name != null && value != null) {
                this.overrides.put(name, value);
              }
            });
      }
      return this;
    }

    private Builder set(Setting setting, @Nullable Object value) {
      if (value == null) {
        settings.remove(setting);
      } else {
        settings.put(
            setting, value instanceof Duration d ? SettingTexts.format(d) : value.toString());
      }
      return this;
    }

    /** Starts the capture; never throws. */
    public ProfileCapture start() {
      CaptureCounters counters = new CaptureCounters();
      try {
        CaptureThread thread = CaptureThread.start(tag, settings, overrides, counters);
        return new ProfileCapture(counters, thread);
      } catch (Throwable e) {
        // A profile is never worth the service, whatever went wrong.
        return new ProfileCapture(counters, null);
      }
    }
  }
}
