package dev.pgohub.merger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgohub.pprof.ProfileText;
import dev.pgohub.pprof.Scale;
import dev.pgohub.pprof.Tally;
import dev.pgohub.schemas.Policy;
import dev.pgohub.schemas.proto.Fragment;
import dev.pgohub.schemas.proto.MergedProfile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstanceLimitTest {

  private static final int QUARTER = 250_000;

  @Test
  void weights_aboveTheShare_areLoweredToIt_othersStay() {
    Map<Cell, Long> weights = weights(10, 10, 10, 10, 10, 10, 1_000_000, 5_000);
    Map<Cell, Scale> factors = InstanceLimit.of(weights, QUARTER);

    // 60 of the others, and twice b: b is a quarter of 60 + 2 b.
    assertThat(limited(weights, factors)).containsExactly(10L, 10L, 10L, 10L, 10L, 10L, 30L, 30L);
  }

  @Test
  void weights_withinTheShare_orOfFewInstances_stay() {
    assertThat(InstanceLimit.of(weights(1, 1, 1, 1, 1, 1, 1, 2), QUARTER)).isEmpty();
    assertThat(InstanceLimit.of(weights(1, 1, 1, 1, 1, 1, 1_000), QUARTER)).isEmpty();
    assertThat(InstanceLimit.of(weights(1, 1, 1_000), 900_000)).isEmpty();
    assertThat(InstanceLimit.of(weights(0, 0, 0, 0, 0, 0, 0, 0), QUARTER)).isEmpty();
    assertThat(InstanceLimit.of(Map.of(), QUARTER)).isEmpty();
  }

  @Test
  void weights_asLargeAsCanBe_areLoweredToTheShare() {
    Map<Cell, Long> weights = weights(100, 100, 100, 100, Long.MAX_VALUE, Long.MAX_VALUE);
    Map<Cell, Scale> factors = InstanceLimit.of(weights, 450_000);

    assertThat(limited(weights, factors)).containsExactly(100L, 100L, 100L, 100L, 1_800L, 1_800L);
  }

  @Test
  void share_isAllOfThemUnderSum() {
    assertThat(InstanceLimit.millionths(Policy.parse("maxInstanceShare=0.25"))).isEqualTo(QUARTER);
    assertThat(InstanceLimit.millionths(Policy.parse("maxInstanceShare=0.25;stitch=sum")))
        .isEqualTo(1_000_000);
  }

  @Test
  void oneInstanceThatClaimsTooMuch_getsItsShare_inAnyOrder(@TempDir Path dir) {
    List<Fragment> fragments = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      fragments.add(fragment("honest-" + i, "main.honest", 100));
    }
    fragments.add(fragment("poison", "main.poison", 1L << 40));
    MergedProfile inOrder = merged(dir.resolve("1"), fragments, "maxInstanceShare=0.25");
    Collections.shuffle(fragments, new Random(11));
    MergedProfile shuffled = merged(dir.resolve("2"), fragments, "maxInstanceShare=0.25");

    Tally served = Fleet.tally(inOrder.getDefaultPgo().toByteArray());
    assertThat(ProfileText.edges(served)).contains("main.honest\n10 900").contains("\n10 300");
    assertThat(inOrder.getFacts().getLimitedInstances()).isEqualTo(1);
    assertThat(shuffled.getDefaultPgo()).isEqualTo(inOrder.getDefaultPgo());
    assertThat(shuffled.getStacks()).isEqualTo(inOrder.getStacks());
  }

  @Test
  void byDefault_theHottestEdgesOfTheOthersStayHot(@TempDir Path dir) {
    List<Fragment> fragments = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      fragments.add(fragment("honest-" + i, "main.honest", 100));
    }
    fragments.add(fragment("poison", "main.poison", 1L << 40));
    MergedProfile merged = merged(dir, fragments, "");

    Tally served = Fleet.tally(merged.getDefaultPgo().toByteArray());
    assertThat(ProfileText.edges(served)).contains("\n10 900").contains("\n10 8100");
  }

  private static MergedProfile merged(Path dir, List<Fragment> fragments, String policy) {
    MergerSettings settings =
        MergerSettings.defaults()
            .withStateDir(dir)
            .with(MergerSetting.POLICY, "gate=always;readyWeight=0;" + policy);
    try (MergerDriver driver = new MergerDriver(settings)) {
      driver.sendAll(fragments);
      assertThat(driver.rejections()).isEmpty();
      driver.settle();
      return driver.latest("a");
    }
  }

  private static Fragment fragment(String instance, String leaf, long weight) {
    return Fleet.fragment("a", "", instance, TinyProfile.of(leaf, weight)).toBuilder()
        .setInstance(instance)
        .setStartUnixNanos(TimeUnit.SECONDS.toNanos(MergerDriver.START.getEpochSecond()))
        .setDurationNanos(TimeUnit.SECONDS.toNanos(10))
        .build();
  }

  private static Map<Cell, Long> weights(long... weights) {
    Map<Cell, Long> cells = new HashMap<>();
    for (int i = 0; i < weights.length; i++) {
      cells.put(new Cell(i), weights[i]);
    }
    return cells;
  }

  private static List<Long> limited(Map<Cell, Long> weights, Map<Cell, Scale> factors) {
    return weights.entrySet().stream()
        .sorted(Map.Entry.comparingByKey((a, b) -> Long.compare(a.id(), b.id())))
        .map(cell -> factors.getOrDefault(cell.getKey(), Scale.IDENTITY).of((long) cell.getValue()))
        .toList();
  }
}
