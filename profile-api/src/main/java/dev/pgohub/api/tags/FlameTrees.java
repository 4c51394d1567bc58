package dev.pgohub.api.tags;

import dev.pgohub.api.ProfileApiSettings;
import dev.pgohub.api.problem.HttpProblem;
import dev.pgohub.api.serve.ProfileReadings;
import dev.pgohub.api.store.Content;
import dev.pgohub.api.store.ContentKind;
import dev.pgohub.api.store.Digest;
import dev.pgohub.api.store.OpenProfile;
import dev.pgohub.pprof.FlameTree;
import dev.pgohub.pprof.LabelChoice;
import dev.pgohub.pprof.Tally;
import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/**
 * The trees of stacks. Those that were looked at last are kept, as long as they fit, so that each
 * step into a flame graph need not read the whole profile. Thread-safe.
 */
@Component
class FlameTrees {

  private final ProfileReadings readings;
  private final long maxBytes;
  private final Map<Key, Shown> kept = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;

  FlameTrees(ProfileReadings readings, ProfileApiSettings settings) {
    this.readings = readings;
    this.maxBytes = settings.flameCache().toBytes();
  }

  private record Key(Digest stacks, String build) {}

  /**
   * The stacks of all builds, or of one.
   *
   * @param builds what the samples of each build weigh that is told apart, by its name
   */
  record Shown(FlameTree tree, SortedMap<String, Long> builds) {}

  /**
   * The tree of a merged profile.
   *
   * @param build of which the stacks are to be; empty: of all
   * @throws HttpProblem {@code no_stacks} when none are kept, {@code no_build} when none are told
   *     to be of that build; 503 when too many are being read
   */
  Shown of(OpenProfile open, String build) throws IOException {
    Content stacks = open.profile().stacks();
    if (stacks.bytes() == 0) {
      throw new HttpProblem(
          HttpStatus.NOT_FOUND, "no_stacks", "no stacks are kept for tag " + open.profile().tag());
    }
    Key key = new Key(stacks.digest(), build);
    Shown shown = find(key);
    if (shown != null) {
      return shown;
    }
    try (ProfileReadings.Place place = readings.enter()) {
      // Another request may have made it while this one waited for its place.
      shown = find(key);
      if (shown == null) {
        shown = read(place, open, build);
        keep(key, shown);
      }
      return shown;
    }
  }

  private static Shown read(ProfileReadings.Place place, OpenProfile open, String build)
      throws IOException {
    LabelChoice labels = new LabelChoice("build", build.isEmpty() ? null : build);
    Tally stacks = place.tally(open, ContentKind.STACKS, labels);
    if (!build.isEmpty() && !labels.weights().containsKey(build)) {
      throw new HttpProblem(
          HttpStatus.NOT_FOUND,
          "no_build",
          "no stacks of this build are told apart in "
              + FactsView.digest(open.profile())
              + " of tag "
              + open.profile().tag());
    }
    return new Shown(FlameTree.of(stacks), labels.weights());
  }

  private synchronized @Nullable Shown find(Key key) {
    return kept.get(key);
  }

  private synchronized void keep(Key key, Shown shown) {
    if (shown.tree().bytes() > maxBytes || kept.putIfAbsent(key, shown) != null) {
      return;
    }
    bytes += shown.tree().bytes();
    Iterator<Shown> longestUnseen = kept.values().iterator();
    while (bytes > maxBytes) {
      bytes -= longestUnseen.next().tree().bytes();
      longestUnseen.remove();
    }
  }
}
