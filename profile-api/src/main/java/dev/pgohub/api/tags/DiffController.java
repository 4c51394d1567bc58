package dev.pgohub.api.tags;

import dev.pgohub.api.serve.ProfileAddress;
import dev.pgohub.api.serve.ProfileReadings;
import dev.pgohub.api.store.ContentKind;
import dev.pgohub.api.store.OpenProfile;
import dev.pgohub.pprof.EdgeChange;
import dev.pgohub.pprof.EdgeComparison;
import dev.pgohub.schemas.ProfileMode;
import dev.pgohub.schemas.ProfileTag;
import java.io.IOException;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What changed between two merged profiles of a tag. */
@RestController
class DiffController {

  private final EditionFinder editions;
  private final ProfileReadings readings;

  DiffController(EditionFinder editions, ProfileReadings readings) {
    this.editions = editions;
    this.readings = readings;
  }

  /**
   * An edge that changed.
   *
   * @param before its share of the weight of all edges, and {@code after} it, 0 to 1
   */
  record ChangeView(
      String caller,
      String callee,
      long offset,
      double before,
      double after,
      boolean hotBefore,
      boolean hotAfter) {

    private static List<ChangeView> of(List<EdgeChange> changes, int most) {
      return changes.stream().limit(most).map(ChangeView::of).toList();
    }

    private static ChangeView of(EdgeChange change) {
      return new ChangeView(
          change.edge().caller(),
          change.edge().callee(),
          change.edge().offset(),
          change.before(),
          change.after(),
          change.hotBefore(),
          change.hotAfter());
    }
  }

  /**
   * A comparison. Lists hold at most as many as were asked for, the largest change first.
   *
   * @param overlap share of the weight that lies on the same edges, 0 to 1
   * @param movedShare share that moved to other edges
   * @param hotBefore how many edges are hot before, and {@code hotAfter} it
   * @param becameHotCount how many became hot, and {@code wentColdCount} stopped being so
   * @param moved the edges whose share changed most, hot or not
   */
  record Diff(
      FactsView from,
      FactsView to,
      double overlap,
      double movedShare,
      int hotBefore,
      int hotAfter,
      int becameHotCount,
      int wentColdCount,
      List<ChangeView> becameHot,
      List<ChangeView> wentCold,
      List<ChangeView> moved) {}

  @GetMapping("/api/v1/tags/{tag}/diff")
  Diff diff(
      @PathVariable String tag,
      @RequestParam(defaultValue = "") String mode,
      @RequestParam(defaultValue = "current") String from,
      @RequestParam(defaultValue = "live") String to,
      @RequestParam(defaultValue = PageLimit.STANDARD) String limit)
      throws IOException {
    ProfileTag of = ProfileAddress.tag(tag);
    ProfileMode wanted = ProfileAddress.mode(mode);
    int most = PageLimit.of(limit);
    try (OpenProfile before = editions.open(of, wanted, from);
        OpenProfile after = editions.open(of, wanted, to);
        ProfileReadings.Place place = readings.enter()) {
      EdgeComparison comparison =
          EdgeComparison.of(
              place.tally(before, ContentKind.DEFAULT_PGO),
              place.tally(after, ContentKind.DEFAULT_PGO));
      return view(FactsView.of(before.profile()), FactsView.of(after.profile()), comparison, most);
    }
  }

  private static Diff view(FactsView from, FactsView to, EdgeComparison comparison, int most) {
    List<EdgeChange> becameHot = comparison.becameHot();
    List<EdgeChange> wentCold = comparison.wentCold();
    return new Diff(
        from,
        to,
        comparison.overlap(),
        comparison.movedShare(),
        comparison.hotBefore(),
        comparison.hotAfter(),
        becameHot.size(),
        wentCold.size(),
        ChangeView.of(becameHot, most),
        ChangeView.of(wentCold, most),
        ChangeView.of(comparison.top(most), most));
  }
}
