package dev.pgohub.merger;

import dev.pgohub.merger.state.BucketState;
import dev.pgohub.merger.state.BuildState;
import dev.pgohub.schemas.Policy;
import dev.pgohub.schemas.PolicyField;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The builds of a tag whose stacks can be seen by themselves: those that sent a fragment last, as
 * many as the policy says. What no such build has is counted, but not told apart. A function of the
 * fragments and the policy.
 *
 * @param names of them
 * @param isOnly whether there is no fragment of anything else in the window
 */
record ToldBuilds(Set<String> names, boolean isOnly) {

  /** No build is told. */
  static final ToldBuilds NONE = new ToldBuilds(Set.of(), false);

  /** The most builds of a bucket that are told apart at all. */
  static final int MAX_OF_BUCKET = 16;

  /** The name under which further ones are counted. */
  static final String OTHERS = "(others)";

  /** Those of all modes of a tag; none where stacks are not kept. */
  static ToldBuilds of(Collection<BucketState> window, Policy policy) {
    Map<String, Long> lastStarts = new HashMap<>();
    for (BucketState bucket : window) {
      bucket
          .getBuildsMap()
          .forEach((build, state) -> lastStarts.merge(build, state.getLastStart(), Math::max));
    }
    Comparator<Map.Entry<String, Long>> latestFirst =
        Map.Entry.<String, Long>comparingByValue().reversed();
    List<String> latest =
        lastStarts.entrySet().stream()
            .filter(build -> hasName(build.getKey()))
            .sorted(latestFirst.thenComparing(Map.Entry.comparingByKey()))
            .limit(most(policy))
            .map(Map.Entry::getKey)
            .toList();
    return new ToldBuilds(new TreeSet<>(latest), lastStarts.size() == 1);
  }

  private static long most(Policy policy) {
    return policy.keepStacks() ? policy.count(PolicyField.BUILD_STACKS) : 0;
  }

  private static boolean hasName(String build) {
    return !build.isEmpty() && !build.equals(OTHERS);
  }

  /** The builds of a bucket that are to be merged apart; none where there is but one. */
  static Set<String> apart(BucketState bucket, Policy policy) {
    Set<String> names = new TreeSet<>();
    if (most(policy) > 0 && bucket.getBuildsCount() > 1) {
      bucket.getBuildsMap().keySet().stream().filter(ToldBuilds::hasName).forEach(names::add);
    }
    return names;
  }

  /** The build of which all fragments of a bucket are, when it has a name. */
  static Optional<String> only(BucketState bucket) {
    Map<String, BuildState> builds = bucket.getBuildsMap();
    return builds.size() == 1
        ? builds.keySet().stream().filter(ToldBuilds::hasName).findFirst()
        : Optional.empty();
  }
}
