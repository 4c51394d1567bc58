package dev.pgohub.api.serve;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Times in answers: ISO 8601 in UTC; 0 is no time. */
public final class Times {

  private static final long NANOS = 1_000_000_000;

  private Times() {}

  public static @Nullable String ofNanos(long sinceUnixEpoch) {
    return sinceUnixEpoch == 0
        ? null
        : Instant.ofEpochSecond(
                Math.floorDiv(sinceUnixEpoch, NANOS), Math.floorMod(sinceUnixEpoch, NANOS))
            .toString();
  }

  public static @Nullable String ofMillis(long sinceUnixEpoch) {
    return sinceUnixEpoch == 0 ? null : Instant.ofEpochMilli(sinceUnixEpoch).toString();
  }
}
