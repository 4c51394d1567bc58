package dev.pgohub.merger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgohub.schemas.MergedProfileKey;
import dev.pgohub.schemas.proto.Fragment;
import dev.pgohub.schemas.proto.MergedProfile;
import dev.pgohub.schemas.proto.ProfileFacts;
import dev.pgohub.schemas.proto.TagStatus;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenHoursTest {

  /** Room for some of the hours, but not for all. */
  private static final String LITTLE = "250KiB";

  @ParameterizedTest
  @CsvSource({
    "1, sum, 20",
    "2, rate, 20",
    "3, equal, 20",
    "4, rate, 70",
  })
  void whatIsPublished_isTheSame_withAndWithoutOpenHours(
      long seed, String stitch, int instances, @TempDir Path dir) {
    List<Fragment> fragments = fragments(new Random(seed), instances, 9);
    Map<String, List<Map<String, Object>>> told = new LinkedHashMap<>();
    for (String heap : List.of("0KiB", LITTLE, "48MiB")) {
      MergerSettings settings =
          MergerSettings.defaults()
              .with(MergerSetting.POLICY, MergerDriver.PLAIN.replace("sum", stitch))
              .with(MergerSetting.OPEN_HOURS, heap);
      try (MergerDriver driver = new MergerDriver(settings.withStateDir(dir.resolve(heap)))) {
        List<Map<String, Object>> published = new ArrayList<>();
        for (int i = 0; i < fragments.size(); i++) {
          driver.send(fragments.get(i));
          if (i % 60 == 59) {
            driver.settle();
            published.add(published(driver));
          }
        }
        told.put(heap, published);
        double open = driver.openHourBytes();
        switch (heap) {
          case "0KiB" -> assertThat(open).isZero();
          case LITTLE -> assertThat(open).isBetween(1.0, 250.0 * 1024);
          default -> assertThat(open).isGreaterThan(250.0 * 1024);
        }
      }
    }
    assertThat(told.get("0KiB")).hasSize(5);
    assertThat(told.get(LITTLE)).isEqualTo(told.get("0KiB"));
    assertThat(told.get("48MiB")).isEqualTo(told.get("0KiB"));
  }

  @Test
  void hourWithMoreThanAGroupMayHold_isCutAsBefore(@TempDir Path dir) {
    List<Fragment> fragments = fragments(new Random(5), 2, 2);
    assertMergedTheSameWithoutRoom(fragments, dir);
  }

  /** What makes an hour unfit is found before the next run is whole. */
  @Test
  void hourThatDoesNotFit_withLongRuns_isMergedAllTheSame(@TempDir Path dir) {
    List<Fragment> fragments = new ArrayList<>();
    for (int i = 0; i < 70; i++) {
      byte[] pprof = i < 4 ? TinyProfile.of(newNames(i), 0) : TinyProfile.of("main.f", 1);
      fragments.add(
          Fleet.fragment("a", "", "f" + i, pprof).toBuilder()
              .setInstance(i < 4 ? "large" : "i")
              .setStartUnixNanos(TimeUnit.SECONDS.toNanos(MergerDriver.START.getEpochSecond()))
              .build());
    }
    assertMergedTheSameWithoutRoom(fragments, dir);
  }

  private static void assertMergedTheSameWithoutRoom(List<Fragment> fragments, Path dir) {
    List<Map<String, Object>> told = new ArrayList<>();
    for (String heap : List.of("0KiB", "48MiB")) {
      MergerSettings settings =
          MergerDriver.plain()
              .with(MergerSetting.MAX_RUN_STACKS, "100")
              .with(MergerSetting.OPEN_HOURS, heap)
              .withStateDir(dir.resolve(heap));
      try (MergerDriver driver = new MergerDriver(settings)) {
        driver.sendAll(fragments);
        driver.settle();
        told.add(published(driver));
        assertThat(driver.stats().tagFaults()).isZero();
        assertThat(driver.openHourBytes()).isZero();
      }
    }
    assertThat(told.get(1)).isEqualTo(told.get(0));
  }

  /** So many that a run of them is in several chunks. */
  private static Map<String, Long> newNames(int number) {
    Map<String, Long> weights = new HashMap<>();
    for (int i = 0; i < 12_000; i++) {
      weights.put("example.com/some/module/of/many.function_" + number + "_" + i, 1L);
    }
    return weights;
  }

  /** Everything that is published, but for when. */
  private static Map<String, Object> published(MergerDriver driver) {
    Map<String, Object> all = new LinkedHashMap<>();
    for (Map.Entry<MergedProfileKey, MergedProfile> entry : driver.latest().entrySet()) {
      ProfileFacts facts =
          entry.getValue().getFacts().toBuilder().clearPublishedUnixMillis().build();
      all.put(entry.getKey().toString(), entry.getValue().toBuilder().setFacts(facts).build());
    }
    TagStatus.Builder status = driver.status("a").toBuilder();
    status.clearUpdatedUnixMillis().clearLatest().getGateBuilder().clearDecidedUnixMillis();
    // Shares add up in the order of tables, which the last digit tells.
    all.put("status", status.build().toString().replaceAll("(\\.\\d{10})\\d+", "$1"));
    return all;
  }

  /** Of three builds, two modes and some hours, in any order. */
  private static List<Fragment> fragments(Random random, int instances, int hours) {
    List<Fragment> fragments = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      long hoursAgo = random.nextInt(5) == 0 ? random.nextInt(hours) : 0;
      long secondsAgo = TimeUnit.HOURS.toSeconds(hoursAgo) + random.nextInt(60);
      long start = MergerDriver.START.getEpochSecond() + 1800 - secondsAgo;
      String mode = random.nextInt(4) == 0 ? "batch" : "";
      byte[] pprof = Workload.of("w" + random.nextInt(4), 30).profile(400, 10_000_000, random);
      fragments.add(
          Fleet.fragment("a", mode, "f" + i, pprof).toBuilder()
              .setInstance(random.nextInt(20) == 0 ? "" : "i" + random.nextInt(instances))
              .setBuild("build-" + random.nextInt(3))
              .setStartUnixNanos(TimeUnit.SECONDS.toNanos(start))
              .setDurationNanos(TimeUnit.SECONDS.toNanos(1 + random.nextInt(60)))
              .build());
    }
    return fragments;
  }
}
