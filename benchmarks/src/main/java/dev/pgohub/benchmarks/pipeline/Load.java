package dev.pgohub.benchmarks.pipeline;

import com.google.protobuf.ByteString;
import dev.pgohub.pprof.FragmentReader;
import dev.pgohub.pprof.InvalidProfileException;
import dev.pgohub.pprof.ProfileLimits;
import dev.pgohub.schemas.proto.Fragment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The fragments of all fleets, one after the other without end. Not thread-safe. */
final class Load {

  private final String tag;
  private final List<byte[]> profiles = new ArrayList<>();
  private final List<Long> weights = new ArrayList<>();
  private int next;
  private long weight;

  Load(Path corpus, String tag) throws IOException, InvalidProfileException {
    this.tag = tag;
    FragmentReader reader = new FragmentReader(ProfileLimits.DEFAULTS);
    try (Stream<Path> all = Files.walk(corpus.resolve("fleet"), 2)) {
      for (Path file :
          all.filter(f -> f.getFileName().toString().matches("\\d+\\.pprof")).sorted().toList()) {
        byte[] profile = Files.readAllBytes(file);
        profiles.add(profile);
        weights.add(reader.read(profile).weight());
      }
    }
  }

  /** The next profile, which counts as sent. */
  byte[] next() {
    int at = next++ % profiles.size();
    weight += weights.get(at);
    return profiles.get(at);
  }

  /** An id for the profile that came last. */
  String id() {
    return "bench-" + next;
  }

  /** The next profile in its envelope. */
  byte[] nextEnvelope() {
    byte[] profile = next();
    return Fragment.newBuilder()
        .setFragmentId(id())
        .setTag(tag)
        .setInstance("bench-" + next % 50)
        .setPprof(ByteString.copyFrom(profile))
        .build()
        .toByteArray();
  }

  /** The samples of all that was sent. */
  long weight() {
    return weight;
  }
}
