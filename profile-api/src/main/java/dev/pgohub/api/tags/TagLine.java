package dev.pgohub.api.tags;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A tag among all others, as JSON. What the merger has not said yet is not there.
 *
 * @param summary the tag in a few lines
 * @param refused fragments of it that were refused
 * @param readiness how much there is, and how much is needed
 * @param days what came in on the days of its window
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record TagLine(
    @JsonUnwrapped TagSummary summary,
    @Nullable Long refused,
    StatusView.@Nullable Readiness readiness,
    @Nullable List<StatusView.Day> days) {}
