package dev.pgohub.benchmarks.state;

import com.google.protobuf.ByteString;
import dev.pgohub.pprof.PprofBuilder;
import dev.pgohub.schemas.proto.Fragment;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** Fragments of many services that do little: 40 stacks of 4 to 12 frames, about 2 KB of gzip. */
final class SmallProfiles {

  private static final int DIFFERENT = 64;
  private static final int STACKS = 40;
  private static final long PERIOD_NANOS = 10_000_000;

  private final List<ByteString> profiles = new ArrayList<>();
  private final long beginNanos;

  /**
   * @param beginNanos when the first ones began, in nanoseconds since 1970 UTC
   */
  SmallProfiles(long beginNanos) {
    this.beginNanos = beginNanos;
    Random random = new Random(1);
    for (int i = 0; i < DIFFERENT; i++) {
      profiles.add(ByteString.copyFrom(profile(random, i / 4)));
    }
  }

  private byte[] profile(Random random, int service) {
    PprofBuilder builder = new PprofBuilder(beginNanos, TimeUnit.SECONDS.toNanos(60), PERIOD_NANOS);
    for (int stack = 0; stack < STACKS; stack++) {
      List<PprofBuilder.Frame> frames = new ArrayList<>();
      int depth = 4 + random.nextInt(9);
      for (int frame = 0; frame < depth; frame++) {
        int function = random.nextInt(120);
        frames.add(
            new PprofBuilder.Frame(
                "example.com/service" + service + "/pkg.Function" + function,
                "/src/service" + service + "/file" + function % 9 + ".go",
                10 + function,
                12 + function + random.nextInt(20)));
      }
      builder.add(frames, 1 + random.nextInt(60));
    }
    return builder.toGzip();
  }

  /** Bytes of one on average. */
  long bytesOfOne() {
    return profiles.stream().mapToLong(ByteString::size).sum() / profiles.size();
  }

  /** The fragment of a tag with a number from 0. */
  byte[] fragment(String tag, int ofTag, int number) {
    return Fragment.newBuilder()
        .setFragmentId(tag + "-" + number)
        .setTag(tag)
        .setInstance("instance-" + number % 2)
        .setBuild("v1")
        .setStartUnixNanos(beginNanos + TimeUnit.SECONDS.toNanos(60L * number))
        .setDurationNanos(TimeUnit.SECONDS.toNanos(60))
        .setPprof(profiles.get((ofTag * 4 + number % 4) % DIFFERENT))
        .build()
        .toByteArray();
  }
}
