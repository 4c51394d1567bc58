package dev.pgohub.api.tags;

import dev.pgohub.api.serve.ProfileAddress;
import dev.pgohub.api.serve.ProfileReadings;
import dev.pgohub.api.store.ContentKind;
import dev.pgohub.api.store.OpenProfile;
import dev.pgohub.pprof.HotEdges;
import dev.pgohub.pprof.Tally;
import dev.pgohub.schemas.ProfileMode;
import dev.pgohub.schemas.ProfileTag;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The heaviest edges of a merged profile, as a compiler sees them. */
@RestController
class EdgeController {

  private final EditionFinder editions;
  private final ProfileReadings readings;

  EdgeController(EditionFinder editions, ProfileReadings readings) {
    this.editions = editions;
    this.readings = readings;
  }

  /**
   * An edge.
   *
   * @param offset lines from the first line of the caller to the call
   * @param share of the weight of all edges, 0 to 1
   * @param cumulatedShare of it and all heavier ones together
   * @param hot whether Go's compiler takes it as hot
   * @param callees how many functions are called from this line of the caller
   * @param heaviest whether this is the one that is called most from there
   */
  record EdgeView(
      String caller,
      String callee,
      long offset,
      long weight,
      double share,
      double cumulatedShare,
      boolean hot,
      int callees,
      boolean heaviest) {}

  /**
   * The edges of a merged profile.
   *
   * @param profile whose they are
   * @param totalWeight of all its edges, and {@code totalEdges} how many there are
   * @param hotEdges how many Go's compiler takes as hot
   * @param edges the heaviest first
   */
  record Edges(
      FactsView profile, long totalWeight, int totalEdges, int hotEdges, List<EdgeView> edges) {}

  @GetMapping("/api/v1/tags/{tag}/edges")
  Edges edges(
      @PathVariable String tag,
      @RequestParam(defaultValue = "") String mode,
      @RequestParam(defaultValue = "served") String edition,
      @RequestParam(defaultValue = PageLimit.STANDARD) String limit)
      throws IOException {
    ProfileTag of = ProfileAddress.tag(tag);
    ProfileMode wanted = ProfileAddress.mode(mode);
    int most = PageLimit.of(limit);
    try (OpenProfile open = editions.open(of, wanted, edition);
        ProfileReadings.Place place = readings.enter()) {
      Tally tally = place.tally(open, ContentKind.DEFAULT_PGO);
      return view(FactsView.of(open.profile()), tally, most);
    }
  }

  private static Edges view(FactsView profile, Tally tally, int most) {
    int hot = HotEdges.of(tally).edges().size();
    HotEdges all = HotEdges.of(tally, 1);
    CallSites sites = new CallSites(all.edges());
    List<EdgeView> edges = new ArrayList<>();
    for (HotEdges.Hot edge : all.edges().subList(0, Math.min(most, all.edges().size()))) {
      edges.add(
          new EdgeView(
              edge.edge().caller(),
              edge.edge().callee(),
              edge.edge().offset(),
              edge.weight(),
              edge.share(),
              edge.cumulated(),
              edges.size() < hot,
              sites.callees(edge),
              sites.isHeaviest(edge)));
    }
    return new Edges(profile, all.totalWeight(), all.totalCount(), hot, edges);
  }
}
