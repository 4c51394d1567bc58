package dev.pgohub.jfr;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jdk.jfr.consumer.RecordedEvent;

/**
 * What one sample stands for. All recordings of a JVM share one sampler, which runs at the shortest
 * period that any of them asks for: so what we asked for is not what we got.
 */
final class SamplingPeriod {

  private static final Set<String> SETTINGS = Set.of("period", "interval");
  private static final Pattern TIME = Pattern.compile("([0-9]+)\\s*(ns|us|ms|s|)");

  private final long askedNanos;
  private final Map<Long, Long> settingByEventId = new HashMap<>();
  private long eventId;
  private long samples;
  private long sampledNanos;

  SamplingPeriod(long askedNanos) {
    this.askedNanos = askedNanos;
  }

  /** Sees a {@code jdk.ActiveSetting}, which has the value that all recordings make together. */
  void setting(RecordedEvent e) {
    if (SETTINGS.contains(e.getString("name"))) {
      long nanos = parse(e.getString("value"));
      if (nanos > 0) {
        settingByEventId.merge(e.getLong("id"), nanos, Math::min);
      }
    }
  }

  /** Sees a sample. */
  void sample(RecordedEvent e) {
    eventId = e.getEventType().getId();
    if (e.hasField("samplingPeriod")) {
      samples++;
      sampledNanos += e.getDuration("samplingPeriod").toNanos();
    }
  }

  /** The mean of what the samples say; else the shortest period that was set; else as asked. */
  long nanos() {
    if (sampledNanos > 0) {
      return Math.max(1, Math.round((double) sampledNanos / samples));
    }
    return settingByEventId.getOrDefault(eventId, askedNanos);
  }

  private static long parse(String value) {
    Matcher time = TIME.matcher(value == null ? "" : value.strip());
    if (!time.matches() || time.group(1).length() > 15) {
      return 0;
    }
    long number = Long.parseLong(time.group(1));
    return switch (time.group(2)) {
      case "s" -> number * 1_000_000_000;
      case "ms" -> number * 1_000_000;
      case "us" -> number * 1_000;
      default -> number;
    };
  }
}
