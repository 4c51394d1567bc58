package dev.pgohub.api.tags;

import dev.pgohub.api.store.TagNotes;
import dev.pgohub.api.tags.TagSummary.State;
import dev.pgohub.schemas.ProfileMode;
import dev.pgohub.schemas.ProfileTag;
import dev.pgohub.schemas.proto.RefusalCount;
import dev.pgohub.schemas.proto.TagStatus;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Counts the tags by how they are, and adds up what they received. It looks at all of them, up to a
 * limit, so it does that once in a while only. Thread-safe.
 */
@Component
final class TagCensus implements MeterBinder {

  private static final int MOST = 20_000;
  private static final Duration SHORTEST = Duration.ofSeconds(5);

  /** A look takes at most this share of the time. */
  private static final int REST = 50;

  private final TagNotes notes;
  private final TagViews views;
  private @Nullable Count last;
  private long nextNanos;

  TagCensus(TagNotes notes, TagViews views) {
    this.notes = notes;
    this.views = views;
  }

  /**
   * What was counted.
   *
   * @param complete whether all tags were looked at
   * @param states how many tags there are of each
   * @param stale how many were not fed for long
   * @param instances the most that an hour of a tag's window holds, of all tags
   * @param weight samples of the fragments that were accepted
   */
  record Count(
      boolean complete,
      Map<State, Long> states,
      long stale,
      long instances,
      long fragments,
      long weight,
      long duplicates,
      long refused) {

    long tags() {
      return states.values().stream().mapToLong(Long::longValue).sum();
    }
  }

  synchronized Count count() {
    long now = System.nanoTime();
    if (last == null || now - nextNanos >= 0) {
      last = look();
      long took = System.nanoTime() - now;
      nextNanos = now + Math.max(SHORTEST.toNanos(), REST * took);
    }
    return last;
  }

  private Count look() {
    Map<State, Long> states = new EnumMap<>(State.class);
    for (State state : State.values()) {
      states.put(state, 0L);
    }
    long stale = 0;
    long instances = 0;
    long fragments = 0;
    long weight = 0;
    long duplicates = 0;
    long refused = 0;
    TagNotes.TagNames found = notes.tags("", "", name -> true, MOST, MOST);
    for (String name : found.names()) {
      ProfileTag tag = ProfileTag.of(name);
      TagSummary summary = views.summary(tag, ProfileMode.NONE);
      states.merge(summary.state(), 1L, Long::sum);
      stale += summary.stale() ? 1 : 0;
      TagStatus status = notes.status(tag).orElse(TagStatus.getDefaultInstance());
      instances += status.getInstances();
      fragments += status.getFragments();
      weight += status.getWeight();
      duplicates += status.getDuplicates();
      refused += status.getRefusalsList().stream().mapToLong(RefusalCount::getCount).sum();
    }
    boolean isComplete = found.last().isEmpty();
    return new Count(
        isComplete, Map.copyOf(states), stale, instances, fragments, weight, duplicates, refused);
  }

  @Override
  public void bindTo(MeterRegistry meters) {
    for (State state : State.values()) {
      Gauge.builder("pgohub.tags", this, c -> c.count().states().getOrDefault(state, 0L))
          .description("Tags by whether a profile is served")
          .tag("state", state.text())
          .register(meters);
    }
    Gauge.builder("pgohub.tags.stale", this, census -> census.count().stale())
        .description("Tags that were not fed for long")
        .register(meters);
    Gauge.builder("pgohub.instances", this, census -> census.count().instances())
        .description("The most instances of an hour of each tag's window, added up")
        .register(meters);
  }
}
