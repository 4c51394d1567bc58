package dev.pgohub.api.tags;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A tag in a few lines, as JSON. The facts are of what is served for the union of its modes, or for
 * the one mode that was asked for.
 *
 * @param tag the tag
 * @param mode the mode that was asked for, if any
 * @param modes that have a profile of their own
 * @param state whether a profile is served
 * @param stale whether it has not been fed for longer than the hub's setting
 * @param ageSeconds since what is served was published; null: nothing is
 * @param idleSeconds since the latest fragment began; null: there was none
 * @param facts about what is served; null: nothing is
 * @param urls where to go on, relative to this server
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record TagSummary(
    String tag,
    @Nullable String mode,
    List<String> modes,
    State state,
    boolean stale,
    @Nullable Long ageSeconds,
    @Nullable Long idleSeconds,
    @JsonUnwrapped @Nullable FactsView facts,
    Map<String, String> urls) {

  /** Whether a profile is served. */
  enum State {
    /** The latest generation is served. */
    SERVED,
    /** An earlier one is held and served. */
    HELD,
    /** Fragments came, too few yet. */
    NOT_READY,
    /** Nothing came yet that counts. */
    NO_PROFILE;

    @JsonValue
    String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
