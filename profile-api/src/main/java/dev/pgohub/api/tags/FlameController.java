package dev.pgohub.api.tags;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.pgohub.api.problem.HttpProblem;
import dev.pgohub.api.serve.ProfileAddress;
import dev.pgohub.api.store.OpenProfile;
import dev.pgohub.pprof.FlameTree;
import dev.pgohub.pprof.FlameView;
import dev.pgohub.schemas.ProfileMode;
import dev.pgohub.schemas.ProfileTag;
import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The stacks of a merged profile as the part of a tree that can be seen. */
@RestController
class FlameController {

  private static final Pattern PATH = Pattern.compile("(?:[0-9a-f]{8}(?:\\.[0-9a-f]{8}){0,499})?");
  private static final Pattern SHARE = Pattern.compile("[01](?:\\.[0-9]{1,9})?");
  private static final int MAX_DEPTH = 500;
  private static final int MAX_FRAMES = 20_000;

  private final EditionFinder editions;
  private final FlameTrees trees;

  FlameController(EditionFinder editions, FlameTrees trees) {
    this.editions = editions;
    this.trees = trees;
  }

  /**
   * A part of a tree.
   *
   * @param profile whose stacks they are
   * @param base with which they are compared; null: nothing
   * @param totalWeight of all its stacks
   * @param baseWeight of all stacks of {@code base}
   * @param totalFrames in the whole tree
   * @param builds whose stacks can be seen by themselves with {@code build}, the heaviest first
   * @param way from the root of the whole tree to the shown one, both included
   * @param frames in the order in which one walks the tree, the shown root first
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Flame(
      FactsView profile,
      @Nullable FactsView base,
      long totalWeight,
      @Nullable Long baseWeight,
      int totalFrames,
      List<BuildView> builds,
      List<StepView> way,
      List<FrameView> frames) {}

  /**
   * A build.
   *
   * @param weight samples of it in this profile, of all modes that are in it
   */
  record BuildView(String build, long weight) {

    private static List<BuildView> of(FlameTrees.Shown shown) {
      return shown.builds().entrySet().stream()
          .map(of -> new BuildView(of.getKey(), of.getValue()))
          .sorted(Comparator.comparingLong(of -> -of.weight()))
          .toList();
    }
  }

  /** A frame above the shown ones. */
  record StepView(String name, String key, long weight) {}

  /**
   * A frame, or the sum of frames that are not shown.
   *
   * @param depth below the shown root
   * @param name of the function; null: of a sum
   * @param key of the name, for {@code path}; null: of a sum
   * @param weight samples through it
   * @param self samples that end in it
   * @param before samples through it in the base; null: there is none
   * @param others how many frames are summed up; null: it is one
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record FrameView(
      int depth,
      @Nullable String name,
      @Nullable String key,
      long weight,
      long self,
      @Nullable Long before,
      @Nullable Integer others) {

    private static FrameView of(FlameView.Frame frame, boolean compared) {
      boolean isSum = frame.others() > 0;
      return new FrameView(
          frame.depth(),
          isSum ? null : frame.name(),
          isSum ? null : hex(frame.key()),
          frame.weight(),
          frame.self(),
          compared ? frame.before() : null,
          isSum ? frame.others() : null);
    }
  }

  @GetMapping("/api/v1/tags/{tag}/flame")
  Flame flame(
      @PathVariable String tag,
      @RequestParam(defaultValue = "") String mode,
      @RequestParam(defaultValue = "") String build,
      @RequestParam(defaultValue = "served") String edition,
      @RequestParam(defaultValue = "") String base,
      @RequestParam(defaultValue = "") String baseBuild,
      @RequestParam(defaultValue = "") String path,
      @RequestParam(defaultValue = "0.001") String min,
      @RequestParam(defaultValue = "100") String depth,
      @RequestParam(defaultValue = "2000") String frames)
      throws IOException {
    ProfileTag of = ProfileAddress.tag(tag);
    ProfileMode wanted = ProfileAddress.mode(mode);
    List<Integer> way = way(path);
    FlameView.Limits limits =
        new FlameView.Limits(
            share(min),
            within("depth", depth, 0, MAX_DEPTH),
            within("frames", frames, 1, MAX_FRAMES));
    try (OpenProfile open = editions.open(of, wanted, edition)) {
      if (base.isEmpty() && baseBuild.isEmpty()) {
        return view(FactsView.of(open.profile()), trees.of(open, build), null, null, way, limits);
      }
      try (OpenProfile other = editions.open(of, wanted, base.isEmpty() ? edition : base)) {
        FactsView before = FactsView.of(other.profile());
        FactsView after = FactsView.of(open.profile());
        return view(
            after,
            trees.of(open, build),
            before,
            trees.of(other, baseBuild.isEmpty() ? build : baseBuild),
            way,
            limits);
      }
    }
  }

  private static Flame view(
      FactsView profile,
      FlameTrees.Shown shown,
      @Nullable FactsView base,
      FlameTrees.@Nullable Shown baseShown,
      List<Integer> way,
      FlameView.Limits limits) {
    FlameTree tree = shown.tree();
    FlameTree baseTree = baseShown == null ? null : baseShown.tree();
    int[] steps = tree.follow(way);
    if (steps.length <= way.size()) {
      throw new HttpProblem(
          HttpStatus.NOT_FOUND, "no_frame", "there is no frame " + steps.length + " of the path");
    }
    int baseRoot = -1;
    if (baseTree != null) {
      int[] baseSteps = baseTree.follow(way);
      baseRoot = baseSteps.length == steps.length ? baseSteps[baseSteps.length - 1] : -1;
    }
    FlameView view = FlameView.of(tree, steps[steps.length - 1], limits, baseTree, baseRoot);
    return new Flame(
        profile,
        base,
        tree.weight(0),
        baseTree == null ? null : baseTree.weight(0),
        tree.size(),
        BuildView.of(shown),
        Arrays.stream(steps)
            .mapToObj(at -> new StepView(tree.name(at), hex(tree.key(at)), tree.weight(at)))
            .toList(),
        view.frames().stream().map(frame -> FrameView.of(frame, baseTree != null)).toList());
  }

  private static List<Integer> way(String path) {
    if (!PATH.matcher(path).matches()) {
      throw HttpProblem.badRequest(
          "bad_path", "path must be up to 500 keys of frames, with . between them");
    }
    return path.isEmpty()
        ? List.of()
        : Arrays.stream(path.split("\\.")).map(key -> Integer.parseUnsignedInt(key, 16)).toList();
  }

  private static String hex(int key) {
    return String.format("%08x", key);
  }

  private static double share(String text) {
    double share = SHARE.matcher(text).matches() ? Double.parseDouble(text) : 2;
    if (share > 1) {
      throw HttpProblem.badRequest("bad_min", "min must be a share, 0 to 1");
    }
    return share;
  }

  private static int within(String name, String text, int least, int most) {
    long number = PageLimit.number(name, text);
    if (number < least || number > most) {
      throw HttpProblem.badRequest("bad_" + name, name + " must be " + least + " to " + most);
    }
    return (int) number;
  }
}
