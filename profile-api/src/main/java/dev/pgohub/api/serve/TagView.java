package dev.pgohub.api.serve;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.pgohub.api.store.StoredProfile;
import dev.pgohub.schemas.ProfileMode;
import dev.pgohub.schemas.proto.ProfileFacts;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is known about a tag, as JSON. The facts are of the union of its modes, or of the one mode
 * that was asked for.
 *
 * @param tag the tag
 * @param mode the mode that was asked for, if any
 * @param modes that have a profile of their own
 * @param facts about the current generation; none when only modes have one
 * @param urls where it is served, relative to this server
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record TagView(
    String tag,
    @Nullable String mode,
    List<String> modes,
    @JsonUnwrapped @Nullable FactsView facts,
    Map<String, String> urls) {

  /**
   * Numbers of one generation. Weights are in samples, sizes in bytes, times in ISO 8601.
   *
   * @param digest {@code sha256:} and the hex digest of what is served
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record FactsView(
      long generation,
      String digest,
      long bytes,
      long weight,
      long fragments,
      long edges,
      long edgeWeight,
      long stacks,
      double durationSeconds,
      @Nullable String firstStart,
      @Nullable String lastStart,
      @Nullable String published) {

    private static FactsView of(StoredProfile profile) {
      ProfileFacts facts = profile.facts();
      return new FactsView(
          facts.getGeneration(),
          "sha256:" + profile.defaultPgo().digest().hex(),
          profile.defaultPgo().bytes(),
          facts.getWeight(),
          facts.getFragments(),
          facts.getEdges(),
          facts.getEdgeWeight(),
          facts.getStacks(),
          facts.getDurationNanos() / 1e9,
          time(facts.getFirstStartUnixNanos(), 1_000_000_000),
          time(facts.getLastStartUnixNanos(), 1_000_000_000),
          time(facts.getPublishedUnixMillis(), 1_000));
    }

    private static @Nullable String time(long since1970, long perSecond) {
      long nanos = Math.floorMod(since1970, perSecond) * (1_000_000_000 / perSecond);
      return since1970 == 0
          ? null
          : Instant.ofEpochSecond(Math.floorDiv(since1970, perSecond), nanos).toString();
    }
  }

  /**
   * The view of a tag.
   *
   * @param profiles its current generations, at least one
   * @param mode whose facts are shown; with {@link ProfileMode#NONE}, those of the union
   */
  static TagView of(List<StoredProfile> profiles, ProfileMode mode) {
    String tag = profiles.get(0).tag().value();
    StoredProfile shown =
        profiles.stream().filter(profile -> profile.mode().equals(mode)).findFirst().orElse(null);
    List<String> modes =
        profiles.stream().map(profile -> profile.mode().value()).filter(m -> !m.isEmpty()).toList();
    return new TagView(
        tag,
        mode.value().isEmpty() ? null : mode.value(),
        modes,
        shown == null ? null : FactsView.of(shown),
        urls(tag, mode, shown));
  }

  /** Tags and modes are safe in a URL as they are. */
  private static Map<String, String> urls(
      String tag, ProfileMode mode, @Nullable StoredProfile shown) {
    Map<String, String> urls = new TreeMap<>();
    String query = mode.value().isEmpty() ? "" : "?mode=" + mode;
    urls.put("self", "/api/v1/tags/" + tag + query);
    if (shown != null) {
      String profile = "/profile/" + tag;
      urls.put("profile", profile + query);
      urls.put("generation", profile + "@sha256:" + shown.defaultPgo().digest().hex() + query);
      if (shown.stacks().bytes() > 0) {
        urls.put("stacks", profile + "/stacks" + query);
      }
    }
    return urls;
  }
}
