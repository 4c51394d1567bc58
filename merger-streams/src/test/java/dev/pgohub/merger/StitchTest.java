package dev.pgohub.merger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgohub.pprof.EdgeComparison;
import dev.pgohub.pprof.NoiseFloor;
import dev.pgohub.pprof.ProfileText;
import dev.pgohub.pprof.Tally;
import dev.pgohub.schemas.proto.Fragment;
import dev.pgohub.schemas.proto.MergedProfile;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A fleet of which the true mix is known: CPU time by what it was spent on, over one hour. Ten
 * instances use a core each and are profiled for ten seconds in ten minutes, 100 times a second;
 * but one of them sends ten times as many windows, one is sampled at a tenth of the rate, and one
 * is a machine of 48 busy cores.
 */
class StitchTest {

  private static final Instant HOUR = MergerDriver.START.minus(Duration.ofHours(2));
  private static final int WINDOW_SECONDS = 10;
  private static final long PERIOD = 10_000_000;

  private record Instance(String name, String work, int cores, int windows, long periodNanos) {}

  private static final List<Instance> FLEET = fleet();

  private static List<Instance> fleet() {
    List<Instance> fleet = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      fleet.add(new Instance("plain-" + i, "plain", 1, 6, PERIOD));
    }
    fleet.add(new Instance("flood", "flood", 1, 60, PERIOD));
    fleet.add(new Instance("rare", "rare", 1, 6, 10 * PERIOD));
    fleet.add(new Instance("large", "large", 48, 6, PERIOD));
    return fleet;
  }

  /** What the fleet spends its time on. */
  private static Tally truth() {
    Map<String, Long> weights = new HashMap<>();
    for (Instance instance : FLEET) {
      Workload.of(instance.work(), 20)
          .shares()
          .forEach(
              (leaf, share) ->
                  weights.merge(leaf, Math.round(share * instance.cores() * 1e6), Long::sum));
    }
    return Fleet.tally(TinyProfile.of(weights, PERIOD));
  }

  private static List<Fragment> fragments(long seed) {
    Random random = new Random(seed);
    List<Fragment> fragments = new ArrayList<>();
    for (Instance instance : FLEET) {
      for (int window = 0; window < instance.windows(); window++) {
        long samples =
            TimeUnit.SECONDS.toNanos(WINDOW_SECONDS) / instance.periodNanos() * instance.cores();
        Instant start = HOUR.plusSeconds(3600L * window / instance.windows());
        byte[] pprof =
            Workload.of(instance.work(), 20).profile((int) samples, instance.periodNanos(), random);
        fragments.add(
            Fleet.fragment("a", "", instance.name() + window, pprof).toBuilder()
                .setInstance(instance.name())
                .setStartUnixNanos(TimeUnit.SECONDS.toNanos(start.getEpochSecond()))
                .setDurationNanos(TimeUnit.SECONDS.toNanos(WINDOW_SECONDS))
                .build());
      }
    }
    return fragments;
  }

  private static MergedProfile merged(Path dir, String stitch, List<Fragment> fragments) {
    MergerSettings settings =
        MergerSettings.defaults()
            .withStateDir(dir)
            .with(MergerSetting.POLICY, "gate=always;readyWeight=0;stitch=" + stitch);
    try (MergerDriver driver = new MergerDriver(settings)) {
      driver.sendAll(fragments);
      assertThat(driver.rejections()).isEmpty();
      driver.settle();
      return driver.latest("a");
    }
  }

  @Test
  void rate_isTheTrueMix_sumIsNot(@TempDir Path dir) {
    List<Fragment> fragments = fragments(5);
    Tally truth = truth();

    MergedProfile byRate = merged(dir.resolve("rate"), "rate", fragments);
    Tally rate = Fleet.tally(byRate.getDefaultPgo().toByteArray());
    // The truth is drawn from nothing: as heavy as can be.
    NoiseFloor floor =
        NoiseFloor.between(rate, truth, byRate.getFacts().getEffectiveWeight(), 1e12);
    double overlap = EdgeComparison.of(rate, truth).overlap();
    assertThat(overlap).isGreaterThan(floor.below(4)).isGreaterThan(0.97);
    assertThat(share(rate, "flood")).isBetween(0.9 / 57, 1.1 / 57);
    assertThat(share(rate, "rare")).isBetween(0.8 / 57, 1.2 / 57);
    assertThat(share(rate, "large")).isBetween(47.8 / 57, 48.2 / 57);

    Tally sum =
        Fleet.tally(merged(dir.resolve("sum"), "sum", fragments).getDefaultPgo().toByteArray());
    assertThat(EdgeComparison.of(sum, truth).overlap()).isLessThan(floor.below(4)).isLessThan(0.9);
    assertThat(share(sum, "flood")).isGreaterThan(8.0 / 57);
    assertThat(share(sum, "rare")).isLessThan(0.2 / 57);
  }

  @Test
  void rate_ofFragmentsWithoutInstance_isAsTheyAre_howeverLongTheyClaimToBe(@TempDir Path dir) {
    List<Fragment> fragments = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      fragments.add(
          Fleet.fragment("a", "", "f" + i, TinyProfile.of("main.f", 10)).toBuilder()
              .setStartUnixNanos(TimeUnit.SECONDS.toNanos(HOUR.getEpochSecond()))
              .setDurationNanos(1L << 62)
              .build());
    }
    assertThat(merged(dir, "rate", fragments).getFacts().getEdgeWeight()).isEqualTo(40);
  }

  @Test
  void equal_weighsFragmentsAlike(@TempDir Path dir) {
    Tally equal = Fleet.tally(merged(dir, "equal", fragments(5)).getDefaultPgo().toByteArray());
    double fragments = 7 * 6 + 60 + 6 + 6;
    assertThat(share(equal, "large")).isBetween(0.98 * 6 / fragments, 1.02 * 6 / fragments);
    assertThat(share(equal, "rare")).isBetween(0.98 * 6 / fragments, 1.02 * 6 / fragments);
    assertThat(share(equal, "flood")).isBetween(0.98 * 60 / fragments, 1.02 * 60 / fragments);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rate", "sum", "equal"})
  void anyOrder_givesTheSameBytes(String stitch, @TempDir Path dir) {
    List<Fragment> fragments = fragments(6);
    MergedProfile inOrder = merged(dir.resolve("1"), stitch, fragments);
    Collections.shuffle(fragments, new Random(7));
    MergedProfile shuffled = merged(dir.resolve("2"), stitch, fragments);
    assertThat(shuffled.getDefaultPgo()).isEqualTo(inOrder.getDefaultPgo());
    assertThat(shuffled.getStacks()).isEqualTo(inOrder.getStacks());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void moreInstancesThanCells_shareThemInAnyOrder(long seed, @TempDir Path dir) {
    List<Fragment> fragments = new ArrayList<>();
    Random random = new Random(3);
    for (int i = 0; i < 300; i++) {
      byte[] pprof = Workload.of("work", 10).profile(50, PERIOD, random);
      fragments.add(
          Fleet.fragment("a", "", "f" + i, pprof).toBuilder()
              .setInstance("instance-" + i % 100)
              .setBuild("v" + i % 3)
              .setStartUnixNanos(
                  TimeUnit.SECONDS.toNanos(HOUR.getEpochSecond() + random.nextInt(3600)))
              .setDurationNanos(TimeUnit.SECONDS.toNanos(1 + random.nextInt(20)))
              .build());
    }
    MergedProfile inOrder = merged(dir.resolve("1"), "rate", fragments);
    Collections.shuffle(fragments, new Random(seed));
    MergedProfile shuffled = merged(dir.resolve("2"), "rate", fragments);
    assertThat(shuffled.getDefaultPgo()).isEqualTo(inOrder.getDefaultPgo());
    assertThat(shuffled.getStacks()).isEqualTo(inOrder.getStacks());
    assertThat(shuffled.getFacts().getInstances()).isEqualTo(100);
  }

  private static double share(Tally tally, String work) {
    String[] lines = ProfileText.edges(tally).split("\n");
    long of = 0;
    for (int i = 1; i + 2 < lines.length; i += 3) {
      if (lines[i + 1].startsWith(work + ".")) {
        of += Long.parseLong(lines[i + 2].split(" ")[1]);
      }
    }
    return (double) of / tally.edgeWeight();
  }
}
