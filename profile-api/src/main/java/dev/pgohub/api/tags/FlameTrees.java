package dev.pgohub.api.tags;

import dev.pgohub.api.ProfileApiSettings;
import dev.pgohub.api.problem.HttpProblem;
import dev.pgohub.api.serve.ProfileReadings;
import dev.pgohub.api.store.Content;
import dev.pgohub.api.store.ContentKind;
import dev.pgohub.api.store.Digest;
import dev.pgohub.api.store.OpenProfile;
import dev.pgohub.pprof.FlameTree;
import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
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
  private final Map<Digest, FlameTree> kept = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;

  FlameTrees(ProfileReadings readings, ProfileApiSettings settings) {
    this.readings = readings;
    this.maxBytes = settings.flameCache().toBytes();
  }

  /**
   * The tree of a merged profile.
   *
   * @throws HttpProblem {@code no_stacks} when none are kept; 503 when too many are being read
   */
  FlameTree of(OpenProfile open) throws IOException {
    Content stacks = open.profile().stacks();
    if (stacks.bytes() == 0) {
      throw new HttpProblem(
          HttpStatus.NOT_FOUND, "no_stacks", "no stacks are kept for tag " + open.profile().tag());
    }
    FlameTree tree = find(stacks.digest());
    if (tree != null) {
      return tree;
    }
    try (ProfileReadings.Place place = readings.enter()) {
      // Another request may have made it while this one waited for its place.
      tree = find(stacks.digest());
      if (tree == null) {
        tree = FlameTree.of(place.tally(open, ContentKind.STACKS));
        keep(stacks.digest(), tree);
      }
      return tree;
    }
  }

  private synchronized @Nullable FlameTree find(Digest digest) {
    return kept.get(digest);
  }

  private synchronized void keep(Digest digest, FlameTree tree) {
    if (tree.bytes() > maxBytes || kept.putIfAbsent(digest, tree) != null) {
      return;
    }
    bytes += tree.bytes();
    Iterator<FlameTree> longestUnseen = kept.values().iterator();
    while (bytes > maxBytes) {
      bytes -= longestUnseen.next().bytes();
      longestUnseen.remove();
    }
  }
}
