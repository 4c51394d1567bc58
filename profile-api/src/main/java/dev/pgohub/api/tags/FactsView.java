package dev.pgohub.api.tags;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.pgohub.api.serve.Times;
import dev.pgohub.api.store.StoredProfile;
import dev.pgohub.schemas.proto.ProfileFacts;
import org.jspecify.annotations.Nullable;

/**
 * Numbers of one merged profile. Weights are in samples, sizes in bytes, times in ISO 8601.
 *
 * @param generation its number; 0: the merge as of now
 * @param digest {@code sha256:} and the hex digest of default.pgo
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

  static FactsView of(StoredProfile profile) {
    ProfileFacts facts = profile.facts();
    return new FactsView(
        facts.getGeneration(),
        digest(profile),
        profile.defaultPgo().bytes(),
        facts.getWeight(),
        facts.getFragments(),
        facts.getEdges(),
        facts.getEdgeWeight(),
        facts.getStacks(),
        facts.getDurationNanos() / 1e9,
        Times.ofNanos(facts.getFirstStartUnixNanos()),
        Times.ofNanos(facts.getLastStartUnixNanos()),
        Times.ofMillis(facts.getPublishedUnixMillis()));
  }

  static String digest(StoredProfile profile) {
    return "sha256:" + profile.defaultPgo().digest().hex();
  }
}
