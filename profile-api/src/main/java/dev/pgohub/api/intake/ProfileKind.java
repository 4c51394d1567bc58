package dev.pgohub.api.intake;

import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Of what a profile is that is not merged here. */
enum ProfileKind {
  /** CPU time, but there was none. */
  NO_SAMPLES,
  /** Memory, in use or allocated. */
  MEMORY,
  /** Waiting for locks. */
  LOCK,
  /** Goroutines or threads that exist. */
  GOROUTINE,
  /** Time by the clock. */
  WALL,
  /** Whatever else. */
  OTHER;

  private static final Map<ProfileKind, Set<String>> VALUES =
      Map.of(
          MEMORY,
          Set.of(
              "memory",
              "inuse_objects",
              "inuse_space",
              "alloc_objects",
              "alloc_space",
              "objects",
              "space"),
          LOCK,
          Set.of("mutex", "block", "contentions", "delay"),
          GOROUTINE,
          Set.of("goroutine", "goroutines"),
          WALL,
          Set.of("wall", "time"));

  /** The kind of a profile that has these values, or one of these names. */
  static ProfileKind of(Collection<String> values) {
    return VALUES.entrySet().stream()
        .filter(kind -> values.stream().anyMatch(kind.getValue()::contains))
        .map(Map.Entry::getKey)
        .sorted()
        .findFirst()
        .orElse(OTHER);
  }

  /** As it stands in answers and counters. */
  String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
