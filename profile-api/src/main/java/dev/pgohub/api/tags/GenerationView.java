package dev.pgohub.api.tags;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.pgohub.api.control.PolicyJson;
import dev.pgohub.api.store.StoredProfile;
import dev.pgohub.schemas.ProfileMode;
import dev.pgohub.schemas.proto.NamedWeight;
import dev.pgohub.schemas.proto.ProfileFacts;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One retained generation, as JSON.
 *
 * @param facts its numbers
 * @param instances whose fragments are in it
 * @param builds what was merged, the heaviest first
 * @param modes the same by mode
 * @param policy that it was made under
 * @param offsets where its fragments stand in profile-fragments, from the first to the last
 * @param engineVersion the same offsets under the same version give the same digest
 * @param neverInlined edges that are not served because the policy says so of their callees
 * @param cut the lightest edges that are not served because the policy allows no more
 * @param limitedInstances how often an instance was held to its share of an hour
 * @param why it was published
 * @param pinned whether it is kept because it was published to a repository
 * @param served {@code current} when it is the latest and served, {@code held} when it is served
 *     because it is held; null: it is not served
 * @param url where it is served for as long as it is retained
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record GenerationView(
    @JsonUnwrapped FactsView facts,
    long instances,
    List<Weight> builds,
    List<Weight> modes,
    Map<String, Object> policy,
    List<Offsets> offsets,
    int engineVersion,
    long cutFrames,
    LeftOut neverInlined,
    LeftOut cut,
    long limitedInstances,
    String why,
    boolean pinned,
    @Nullable String served,
    String url) {

  /** Edges that are not served, and their weights added up. */
  record LeftOut(long edges, long weight) {}

  /** Samples of a build or of a mode. */
  record Weight(String name, long weight) {}

  /** A stretch of a partition. */
  record Offsets(int partition, long first, long last) {}

  static GenerationView of(StoredProfile profile, boolean pinned, @Nullable String served) {
    ProfileFacts facts = profile.facts();
    ProfileMode mode = profile.mode();
    return new GenerationView(
        FactsView.of(profile),
        facts.getInstances(),
        weights(facts.getBuildsList()),
        weights(facts.getModesList()),
        PolicyJson.typed(facts.getPolicyMap()),
        facts.getOffsetsList().stream()
            .map(range -> new Offsets(range.getPartition(), range.getFirst(), range.getLast()))
            .toList(),
        facts.getEngineVersion(),
        facts.getCutFrames(),
        new LeftOut(facts.getNeverInlineEdges(), facts.getNeverInlineWeight()),
        new LeftOut(facts.getCutEdges(), facts.getCutEdgeWeight()),
        facts.getLimitedInstances(),
        facts.getWhy(),
        pinned,
        served,
        "/profile/"
            + profile.tag()
            + "@"
            + FactsView.digest(profile)
            + (mode.equals(ProfileMode.NONE) ? "" : "?mode=" + mode));
  }

  private static List<Weight> weights(List<NamedWeight> weights) {
    return weights.stream().map(named -> new Weight(named.getName(), named.getWeight())).toList();
  }
}
