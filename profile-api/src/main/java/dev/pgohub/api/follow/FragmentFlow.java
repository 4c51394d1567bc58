package dev.pgohub.api.follow;

import dev.pgohub.api.serve.Times;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How many fragments came in and waited during the last ten minutes. Thread-safe. */
public final class FragmentFlow {

  private static final int MOST = 120;
  private static final long GAP_MILLIS = 5_000;

  /** What the broker said at one moment, added up over partitions. */
  private record Reading(long unixMillis, long received, long waiting) {}

  /**
   * What came in between two readings.
   *
   * @param time of the second one
   * @param perSecond fragments a second
   * @param lag fragments that the mergers had not taken then
   */
  public record Moment(@Nullable String time, double perSecond, long lag) {}

  private final Clock clock;
  private final Deque<Reading> readings = new ArrayDeque<>();

  /** Nothing was read yet. */
  public FragmentFlow(Clock clock) {
    this.clock = clock;
  }

  /** Notes what the broker said; not each when they come too often. */
  synchronized void add(FragmentOffsets offsets) {
    long now = clock.millis();
    Reading last = readings.peekLast();
    if (last != null && now - last.unixMillis < GAP_MILLIS && now >= last.unixMillis) {
      return;
    }
    long waiting = Arrays.stream(offsets.waiting()).sum();
    readings.addLast(new Reading(now, offsets.received(), waiting));
    while (readings.size() > MOST) {
      readings.removeFirst();
    }
  }

  /** The last ten minutes, the oldest first; a gap where the broker was away. */
  public synchronized List<Moment> moments() {
    List<Moment> moments = new ArrayList<>();
    Reading before = null;
    for (Reading reading : readings) {
      if (before != null) {
        long millis = Math.max(1, reading.unixMillis - before.unixMillis);
        // A topic that was made anew begins at 0 again.
        long came = Math.max(0, reading.received - before.received);
        moments.add(
            new Moment(
                Times.ofMillis(reading.unixMillis), came * 1000.0 / millis, reading.waiting));
      }
      before = reading;
    }
    return moments;
  }
}
