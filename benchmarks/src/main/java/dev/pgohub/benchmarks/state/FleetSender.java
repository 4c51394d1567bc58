package dev.pgohub.benchmarks.state;

import com.google.protobuf.ByteString;
import dev.pgohub.schemas.proto.Fragment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/**
 * A service of some instances, each of which sends a profile every minute of the time that stands
 * in the envelopes. Its profiles are those of a fleet of the corpus, one after the other without
 * end; each comes with an id of its own. Not thread-safe.
 */
final class FleetSender {

  private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

  private final List<byte[]> profiles;
  private final String tag;
  private final int instances;
  private final long beginNanos;
  private int sent;
  private long bytes;

  /**
   * @param profiles what it sends
   * @param beginNanos when the first one began, in nanoseconds since 1970 UTC
   */
  FleetSender(List<byte[]> profiles, String tag, int instances, long beginNanos) {
    this.profiles = List.copyOf(profiles);
    this.tag = tag;
    this.instances = instances;
    this.beginNanos = beginNanos;
  }

  /** The CPU profiles in the directory of a fleet. */
  static List<byte[]> profilesIn(Path fleet) throws IOException {
    List<byte[]> profiles = new ArrayList<>();
    try (Stream<Path> all = Files.list(fleet)) {
      for (Path file :
          all.filter(f -> f.getFileName().toString().matches("\\d+\\.pprof")).sorted().toList()) {
        profiles.add(Files.readAllBytes(file));
      }
    }
    return profiles;
  }

  String tag() {
    return tag;
  }

  /** How many were sent. */
  int sent() {
    return sent;
  }

  /** Bytes of all profiles that were sent, as they were sent: gzip. */
  long bytes() {
    return bytes;
  }

  /** Bytes of a profile on average, as they are sent. */
  long bytesOfOne() {
    return profiles.stream().mapToLong(profile -> profile.length).sum() / profiles.size();
  }

  /** How many are sent in an hour of their own time. */
  int anHour() {
    return 60 * instances;
  }

  /** Hands the next ones with their tag to what sends them. */
  void send(int count, BiConsumer<String, byte[]> to) {
    for (int i = 0; i < count; i++) {
      byte[] profile = profiles.get(sent % profiles.size());
      Fragment fragment =
          Fragment.newBuilder()
              .setFragmentId("bench-" + sent)
              .setTag(tag)
              .setInstance("instance-" + sent % instances)
              .setBuild("v1")
              .setStartUnixNanos(beginNanos + sent * MINUTE / instances)
              .setPprof(ByteString.copyFrom(profile))
              .build();
      to.accept(tag, fragment.toByteArray());
      sent++;
      bytes += profile.length;
    }
  }
}
