package dev.pgohub.api.tags;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.pgohub.api.follow.FragmentFlow;
import dev.pgohub.api.follow.FragmentFlow.Moment;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** All tags together. */
@RestController
class FleetController {

  private final TagCensus census;
  private final FragmentFlow flow;

  FleetController(TagCensus census, FragmentFlow flow) {
    this.census = census;
    this.flow = flow;
  }

  /**
   * All tags together.
   *
   * @param tags that were looked at
   * @param complete whether these are all
   * @param states how many tags there are of each
   * @param stale how many were not fed for long
   * @param instances the most of an hour of each tag's window, added up
   * @param fragments that were accepted, with their weight, since the tags began
   * @param now what comes in now; null: the broker was not asked often enough yet
   * @param flow the last ten minutes, the oldest first
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Fleet(
      long tags,
      boolean complete,
      Map<String, Long> states,
      long stale,
      long instances,
      long fragments,
      long weight,
      long duplicates,
      long refused,
      @Nullable Moment now,
      List<Moment> flow) {}

  @GetMapping("/api/v1/fleet")
  Fleet fleet() {
    TagCensus.Count count = census.count();
    Map<String, Long> states = new TreeMap<>();
    count.states().forEach((state, tags) -> states.put(state.text(), tags));
    List<Moment> moments = flow.moments();
    return new Fleet(
        count.tags(),
        count.complete(),
        states,
        count.stale(),
        count.instances(),
        count.fragments(),
        count.weight(),
        count.duplicates(),
        count.refused(),
        moments.isEmpty() ? null : moments.get(moments.size() - 1),
        moments);
  }
}
