package dev.pgohub.merger;

import dev.pgohub.schemas.ProfileTag;
import dev.pgohub.schemas.proto.TagFault;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Tags that could not be settled, and when they are tried again: after a second, then twice as long
 * each time, at most ten minutes. Bounded: of further ones only the attempts are not counted. Times
 * are milliseconds since 1970 UTC. Not thread-safe.
 */
final class PutAside {

  private static final long FIRST_MILLIS = 1_000;
  private static final long LONGEST_MILLIS = 600_000;

  private final int limit;
  private final Map<ProfileTag, TagFault> faults = new HashMap<>();

  PutAside(int limit) {
    this.limit = limit;
  }

  /**
   * Puts a tag aside.
   *
   * @return what is known about its fault; the first attempt is number 1
   */
  TagFault add(ProfileTag tag, String detail, long nowMillis) {
    TagFault before = faults.get(tag);
    int attempts = before == null ? 1 : before.getAttempts() + 1;
    TagFault fault =
        TagFault.newBuilder()
            .setDetail(detail)
            .setSinceUnixMillis(before == null ? nowMillis : before.getSinceUnixMillis())
            .setAttempts(attempts)
            .setRetryUnixMillis(nowMillis + pauseMillis(attempts))
            .build();
    if (before != null || faults.size() < limit) {
      faults.put(tag, fault);
    }
    return fault;
  }

  /** How long to wait after an attempt that failed; the first is number 1. */
  static long pauseMillis(int attempts) {
    return Math.min(LONGEST_MILLIS, FIRST_MILLIS << Math.min(attempts - 1, 20));
  }

  /** Takes a tag back; returns what was known about its fault, if it had one. */
  Optional<TagFault> remove(ProfileTag tag) {
    return Optional.ofNullable(faults.remove(tag));
  }
}
