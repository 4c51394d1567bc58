package dev.pgohub.merger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgohub.pprof.CanonicalWriter;
import dev.pgohub.pprof.Tally;
import dev.pgohub.schemas.MergedProfileKey;
import dev.pgohub.schemas.proto.Fragment;
import dev.pgohub.schemas.proto.MergedProfile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OrderIndependenceTest {

  @Test
  void fleets_mergeAsGoMergesThem(@TempDir Path dir) {
    List<Fleet> fleets = List.of(Fleet.APISERVER, Fleet.JSONBENCH, Fleet.GOCOMPILE);
    try (MergerDriver driver = new MergerDriver(dir)) {
      fleets.forEach(fleet -> driver.sendAll(fleet.fragments()));
      driver.settle();
      Map<MergedProfileKey, MergedProfile> latest = driver.latest();
      for (Fleet fleet : fleets) {
        MergedProfile profile = latest.get(MergerDriver.key(fleet.service(), ""));
        assertThat(Fleet.edgesOf(profile.getDefaultPgo())).isEqualTo(fleet.expectedEdges());
        assertThat(profile.getFacts().getFragments()).isEqualTo(fleet.profiles().size());
        assertThat(profile.getFacts().getWeight()).isEqualTo(fleet.weight());
        assertThat(Fleet.tally(profile.getStacks().toByteArray()).stackWeight())
            .isEqualTo(fleet.weight());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void shuffledAndRepeatedFragments_giveTheSameBytes(long seed, @TempDir Path dir) {
    List<Fragment> fragments = new ArrayList<>();
    fragments.addAll(Fleet.APISERVER.fragments("a", "serve"));
    fragments.addAll(Fleet.JSONBENCH.fragments("a", "batch"));
    fragments.addAll(Fleet.GOCOMPILE.fragments("a", ""));
    Random random = new Random(seed);
    Collections.shuffle(fragments, random);
    try (MergerDriver driver = new MergerDriver(dir)) {
      List<Fragment> sent = new ArrayList<>();
      for (Fragment fragment : fragments) {
        driver.send(fragment);
        sent.add(fragment);
        if (random.nextInt(8) == 0) {
          driver.passTime(Duration.ofSeconds(random.nextInt(10)));
        }
        driver.passBrokerTime(Duration.ofSeconds(random.nextInt(500)));
        if (random.nextInt(3) == 0) {
          driver.send(sent.get(random.nextInt(sent.size())));
        }
      }
      driver.settle();
      Map<MergedProfileKey, MergedProfile> latest = driver.latest();
      assertContent(latest.get(MergerDriver.key("a", "serve")), Fleet.APISERVER.profiles());
      assertContent(latest.get(MergerDriver.key("a", "batch")), Fleet.JSONBENCH.profiles());
      List<byte[]> all = new ArrayList<>(Fleet.APISERVER.profiles());
      all.addAll(Fleet.JSONBENCH.profiles());
      all.addAll(Fleet.GOCOMPILE.profiles());
      assertContent(latest.get(MergerDriver.key("a", "")), all);
    }
  }

  @Test
  void cutStacks_areTheSame_whateverTheOrder(@TempDir Path dir) {
    List<Fragment> fragments = Fleet.APISERVER.fragments("a", "").subList(0, 9);
    List<Fragment> rotated = new ArrayList<>(fragments);
    Collections.rotate(rotated, -1);
    // So that the first eight stay just below the limit in one order, and not in the other.
    int limit = Math.min(stacks(fragments.subList(0, 8)), stacks(rotated.subList(0, 8)));
    assertThat(limit)
        .isNotEqualTo(Math.max(stacks(fragments.subList(0, 8)), stacks(rotated.subList(0, 8))));
    MergerSettings settings =
        MergerDriver.plain().with(MergerSetting.MAX_RUN_STACKS, Integer.toString(limit));
    List<byte[]> merged = new ArrayList<>();
    for (List<Fragment> order : List.of(fragments, rotated)) {
      try (MergerDriver driver =
          new MergerDriver(settings.withStateDir(dir.resolve("state-" + merged.size())))) {
        driver.sendAll(order);
        driver.settle();
        merged.add(driver.latest("a").getStacks().toByteArray());
      }
    }
    assertThat(merged.get(0)).isEqualTo(merged.get(1));
  }

  @Test
  void hourOfAnInstanceWithEverNewNames_isLeftOut_whateverTheOrder(@TempDir Path dir) {
    List<Fragment> fragments = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      fragments.add(ofInstance("good", i, TinyProfile.of("main.f" + i, 1 + i)));
      fragments.add(ofInstance("bad", i, newNames(i, 200)));
    }
    List<Fragment> reversed = new ArrayList<>(fragments);
    Collections.reverse(reversed);
    MergerSettings settings = MergerDriver.plain().with(MergerSetting.MAX_EDGES, "1000");
    List<byte[]> merged = new ArrayList<>();
    for (List<Fragment> order : List.of(fragments, reversed)) {
      try (MergerDriver driver =
          new MergerDriver(settings.withStateDir(dir.resolve("state-" + merged.size())))) {
        driver.sendAll(order);
        driver.send(ofInstance("worse", 0, newNames(99, 1001)));
        driver.settle();
        MergedProfile latest = driver.latest("a");
        assertThat(driver.stats().rejected()).isEqualTo(Map.of("too_many_edges", 1L));
        assertThat(latest.getFacts().getFragments()).isEqualTo(16);
        assertThat(latest.getFacts().getLimitedInstances()).isEqualTo(1);
        merged.add(latest.getDefaultPgo().toByteArray());
      }
    }
    byte[][] good =
        fragments.stream()
            .filter(fragment -> fragment.getInstance().equals("good"))
            .map(fragment -> fragment.getPprof().toByteArray())
            .toArray(byte[][]::new);
    assertThat(merged.get(0)).isEqualTo(merged.get(1)).isEqualTo(Fleet.defaultPgo(good));
  }

  private static Fragment ofInstance(String instance, int number, byte[] pprof) {
    return Fleet.fragment("a", "", instance + number, pprof).toBuilder()
        .setInstance(instance)
        .build();
  }

  private static byte[] newNames(int number, int count) {
    Map<String, Long> weights = new HashMap<>();
    for (int i = 0; i < count; i++) {
      weights.put("main.made_up_" + number + "_" + i, 1L);
    }
    return TinyProfile.of(weights, 0);
  }

  private static int stacks(List<Fragment> fragments) {
    return Fleet.tally(
            fragments.stream().map(f -> f.getPprof().toByteArray()).toArray(byte[][]::new))
        .stackCount();
  }

  private static void assertContent(MergedProfile profile, List<byte[]> pprofs) {
    Tally tally = Fleet.tally(pprofs.toArray(byte[][]::new));
    assertThat(profile.getDefaultPgo().toByteArray()).isEqualTo(CanonicalWriter.defaultPgo(tally));
    assertThat(profile.getStacks().toByteArray()).isEqualTo(CanonicalWriter.stacks(tally));
    assertThat(profile.getFacts().getFragments()).isEqualTo(pprofs.size());
    assertThat(profile.getFacts().getEdgeWeight()).isEqualTo(tally.edgeWeight());
  }
}
