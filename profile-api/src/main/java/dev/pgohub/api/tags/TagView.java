package dev.pgohub.api.tags;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.pgohub.api.control.HoldView;
import dev.pgohub.api.control.PublicationView;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that is known about a tag, as JSON. What the merger has not said yet is not there.
 *
 * @param summary the tag in a few lines
 * @param why what is served was published
 * @param received what came in, and what was refused
 * @param policy what holds for the tag, and since when
 * @param readiness how much there is, and how much is needed
 * @param current the latest generation, when another one is held
 * @param live the merge as of now
 * @param hold the generation that is held, and why
 * @param byMode what one profile for all costs each mode
 * @param byBuild how the builds share the weight
 * @param groups of instances that behave differently and named no mode
 * @param gate what was found when it was last asked whether a new generation is worth it
 * @param publication the repository that it is committed to
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record TagView(
    @JsonUnwrapped TagSummary summary,
    @Nullable String why,
    StatusView.@Nullable Received received,
    PolicyInForce policy,
    StatusView.@Nullable Readiness readiness,
    @Nullable FactsView current,
    @Nullable FactsView live,
    @Nullable HoldView hold,
    @Nullable List<StatusView.Mode> byMode,
    @Nullable List<StatusView.Build> byBuild,
    @Nullable List<StatusView.Group> groups,
    StatusView.@Nullable Gate gate,
    @Nullable PublicationView publication) {}
