package dev.pgohub.merger;

import dev.pgohub.merger.state.BuildState;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is counted of each build of a bucket. When there are too many, those that are last by name
 * are told, and the others are counted together: whichever came first, the same are told, and each
 * of these from its first fragment on.
 */
final class BuildStates {

  private BuildStates() {}

  /** The builds with one more fragment. */
  static Map<String, BuildState> with(Map<String, BuildState> before, Admitted fragment) {
    long start = fragment.startNanos();
    BuildState one =
        BuildState.newBuilder()
            .setFragments(1)
            .setWeight(fragment.weight())
            .setFirstStart(start)
            .setLastStart(start)
            .build();
    TreeMap<String, BuildState> builds = new TreeMap<>(before);
    BuildState others = builds.remove(ToldBuilds.OTHERS);
    builds.merge(fragment.build(), one, BuildStates::sum);
    while (builds.size() > ToldBuilds.MAX_OF_BUCKET) {
      BuildState first = builds.pollFirstEntry().getValue();
      others = others == null ? first : sum(others, first);
    }
    if (others != null) {
      builds.merge(ToldBuilds.OTHERS, others, BuildStates::sum);
    }
    return builds;
  }

  /** What two stretches of a build come to. */
  static BuildState sum(BuildState a, BuildState b) {
    return BuildState.newBuilder()
        .setFragments(Sums.add(a.getFragments(), b.getFragments()))
        .setWeight(Sums.add(a.getWeight(), b.getWeight()))
        .setFirstStart(Math.min(a.getFirstStart(), b.getFirstStart()))
        .setLastStart(Math.max(a.getLastStart(), b.getLastStart()))
        .build();
  }
}
