package dev.pgohub.faults;

import dev.pgohub.pprof.FragmentReader;
import dev.pgohub.pprof.InvalidProfileException;
import dev.pgohub.pprof.PprofBuilder;
import dev.pgohub.pprof.PprofBuilder.Frame;
import dev.pgohub.pprof.ProfileLimits;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * The fragments of a run, one after the other; what is in them depends on the seed alone, but for
 * their times. Besides some stacks that are drawn, each fragment that will be merged has one sample
 * of its own: its {@link Marks mark}, by which it is known in the sum. Thread-safe.
 */
final class Plan {

  static final int TAGS = 6;

  private static final long PERIOD_NANOS = 10_000_000;
  private static final long DURATION_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final int INSTANCES = 40;
  private static final int STACKS = 200;
  private static final int STACKS_OF_ONE = 12;
  private static final int FUNCTIONS = 60;
  private static final int DEEPEST = 12;
  private static final int EVERY_TENTH = 10;

  private final Random random;
  private final int most;
  private final FragmentReader reader = new FragmentReader(ProfileLimits.DEFAULTS);
  private final List<List<Frame>> stacks = new ArrayList<>();
  private final int[] merged = new int[TAGS];
  private int count;

  /**
   * A plan.
   *
   * @param fragments how many there are at the most, 0 to {@code TAGS * Marks.MAX}
   */
  Plan(long seed, int fragments) {
    this.random = new Random(seed);
    this.most = Math.min(fragments, TAGS * Marks.MAX);
    for (int i = 0; i < STACKS; i++) {
      List<Frame> stack = new ArrayList<>();
      int depth = 2 + random.nextInt(DEEPEST);
      for (int height = 0; height < depth; height++) {
        int function = random.nextInt(FUNCTIONS);
        stack.add(new Frame("app.f" + function, "app.go", 10, 11 + function % 5));
      }
      stacks.add(stack);
    }
  }

  static List<String> tags() {
    List<String> tags = new ArrayList<>();
    for (int tag = 0; tag < TAGS; tag++) {
      tags.add("service-" + tag);
    }
    return tags;
  }

  /** The next fragment, to be sent now; none when that was all. */
  synchronized Optional<Sample> next() {
    if (count >= most) {
      return Optional.empty();
    }
    int index = count++;
    Kind kind = kind();
    int tag = index % TAGS;
    long start =
        TimeUnit.MILLISECONDS.toNanos(Instant.now().plus(kind.skew()).toEpochMilli())
            - DURATION_NANOS;
    String reason = kind.reason();
    byte[] pprof = profile(kind.isMerged() ? merged[tag]++ : -1, start);
    if (kind == Kind.CORRUPT) {
      pprof = damaged(pprof);
      reason = reasonOf(pprof);
    }
    boolean byKafka = kind == Kind.FOREIGN || random.nextInt(10) < 3;
    return Optional.of(
        new Sample(
            kind,
            reason,
            "service-" + tag,
            "sample-" + index,
            "instance-" + random.nextInt(INSTANCES),
            byKafka,
            kind.isMerged() && index % EVERY_TENTH == 0,
            start,
            DURATION_NANOS,
            pprof));
  }

  private Kind kind() {
    int drawn = random.nextInt(100);
    if (drawn < 74) {
      return Kind.GOOD;
    }
    if (drawn < 80) {
      return Kind.HOUR_AHEAD;
    }
    if (drawn < 86) {
      return Kind.HOUR_BEHIND;
    }
    if (drawn < 89) {
      return Kind.YEAR_AHEAD;
    }
    if (drawn < 92) {
      return Kind.YEAR_BEHIND;
    }
    return drawn < 98 ? Kind.CORRUPT : Kind.FOREIGN;
  }

  private byte[] profile(int number, long start) {
    PprofBuilder profile = new PprofBuilder(start, DURATION_NANOS, PERIOD_NANOS);
    for (int i = 0; i < STACKS_OF_ONE; i++) {
      profile.add(stacks.get(random.nextInt(STACKS)), 1 + random.nextInt(100));
    }
    if (number >= 0) {
      Frame mark = new Frame(Marks.function(number), "mark.go", 1, 2);
      profile.add(List.of(mark, new Frame(Marks.CALLER, "mark.go", 1, 3)), Marks.weight(number));
    }
    return profile.toGzip();
  }

  /** Cut short, or with a byte changed so that it can no longer be read. */
  private byte[] damaged(byte[] pprof) {
    byte[] damaged = pprof.clone();
    damaged[20 + random.nextInt(damaged.length - 40)] ^= (byte) (1 << random.nextInt(8));
    boolean isReadable = reasonOf(damaged).isEmpty();
    return isReadable || random.nextBoolean()
        ? Arrays.copyOf(pprof, pprof.length / 2 + random.nextInt(pprof.length / 4))
        : damaged;
  }

  private String reasonOf(byte[] pprof) {
    try {
      reader.read(pprof);
      return "";
    } catch (InvalidProfileException e) {
      return e.reason().code();
    }
  }
}
