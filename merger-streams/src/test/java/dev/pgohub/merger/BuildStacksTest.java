package dev.pgohub.merger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgohub.pprof.CanonicalWriter;
import dev.pgohub.pprof.FragmentReader;
import dev.pgohub.pprof.InvalidProfileException;
import dev.pgohub.pprof.LabelChoice;
import dev.pgohub.pprof.ProfileLimits;
import dev.pgohub.pprof.ProfileText;
import dev.pgohub.pprof.Tally;
import dev.pgohub.schemas.proto.Fragment;
import dev.pgohub.schemas.proto.MergedProfile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which build has how much of the stacks, as the labels of their samples say. */
class BuildStacksTest {

  @TempDir Path dir;
  private MergerDriver driver;

  @BeforeEach
  void start() {
    driver = new MergerDriver(dir.resolve("state"));
  }

  @AfterEach
  void stop() {
    driver.close();
  }

  @Test
  void stacks_ofTwoBuilds_areToldApart() {
    send("v1", "main.before", Duration.ofHours(30), 400);
    send("v1", "main.both", Duration.ofHours(5), 30);
    send("v2", "main.both", Duration.ofHours(5), 50);
    send("v2", "main.now", Duration.ZERO, 200);
    send("", "main.unknown", Duration.ZERO, 7);
    driver.settle();
    MergedProfile profile = driver.latest("a");
    assertThat(weights(profile)).isEqualTo(Map.of("v1", 430L, "v2", 250L));
    assertThat(ProfileText.stacks(read(profile, "v1")))
        .contains("main.before", "main.both")
        .doesNotContain("main.now", "main.unknown");
    assertThat(read(profile, null).stackWeight()).isEqualTo(687);

    // Older hours come from the cache now.
    send("v2", "main.now", Duration.ZERO, 100);
    driver.settle();
    assertThat(weights(driver.latest("a"))).isEqualTo(Map.of("v1", 430L, "v2", 350L));
  }

  @Test
  void stacks_ofTheOnlyBuild_areAllOfIt() {
    send("v1", "main.a", Duration.ofHours(3), 40);
    send("v1", "main.b", Duration.ZERO, 2);
    driver.settle();
    assertThat(weights(driver.latest("a"))).isEqualTo(Map.of("v1", 42L));
  }

  @Test
  void stacks_ofAMode_areToldApartInIt() {
    driver.send(fragment("1", "serve", "v1", "main.serve", Duration.ZERO, 10));
    driver.send(fragment("2", "batch", "v1", "main.batch", Duration.ZERO, 20));
    driver.send(fragment("3", "batch", "v2", "main.batch", Duration.ZERO, 30));
    driver.settle();
    var latest = driver.latest();
    assertThat(weights(latest.get(MergerDriver.key("a", "serve")))).isEqualTo(Map.of("v1", 10L));
    assertThat(weights(latest.get(MergerDriver.key("a", "batch"))))
        .isEqualTo(Map.of("v1", 20L, "v2", 30L));
    assertThat(weights(latest.get(MergerDriver.key("a", ""))))
        .isEqualTo(Map.of("v1", 30L, "v2", 30L));
  }

  @Test
  void policy_saysHowMany_theLatestFirst() {
    for (int i = 0; i < 6; i++) {
      send("v" + i, "main.f" + i, Duration.ofHours(6 - i), 10 + i);
    }
    driver.settle();
    MergedProfile four = driver.latest("a");
    assertThat(weights(four)).containsOnlyKeys("v2", "v3", "v4", "v5");
    driver.policy("a", Map.of("buildStacks", "1"));
    send("v0", "main.f0", Duration.ZERO, 5);
    driver.settle();
    MergedProfile one = driver.latest("a");
    assertThat(weights(one)).isEqualTo(Map.of("v0", 15L));
    driver.policy("a", Map.of("buildStacks", "0"));
    send("v0", "main.f0", Duration.ZERO, 5);
    driver.settle();
    MergedProfile none = driver.latest("a");
    assertThat(weights(none)).isEmpty();
    assertThat(none.getStacks().toByteArray()).isEqualTo(CanonicalWriter.stacks(read(none, null)));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void moreBuildsThanAreKept_inAnyOrder_giveTheSameBytes(long seed) {
    List<Fragment> fragments = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      String build = "2026." + (i % 20 + 10);
      Duration ago = Duration.ofMinutes(1 + i * 7 % 50);
      fragments.add(fragment("f" + i, "", build, "main.f" + i % 7, ago, 20 + i));
    }
    String aged = MergerDriver.PLAIN.replace("halfLife=none", "halfLife=1h").replace("sum", "rate");
    List<MergedProfile> merged = new ArrayList<>();
    for (int order = 0; order < 2; order++) {
      MergerSettings settings =
          MergerDriver.plain()
              .with(MergerSetting.POLICY, aged + ";buildStacks=16")
              .withStateDir(dir.resolve("order-" + order));
      try (MergerDriver other = new MergerDriver(settings)) {
        other.sendAll(fragments);
        other.settle();
        merged.add(other.latest("a"));
      }
      Collections.shuffle(fragments, new Random(seed));
    }
    assertThat(merged.get(0).getStacks()).isEqualTo(merged.get(1).getStacks());
    assertThat(merged.get(0).getDefaultPgo()).isEqualTo(merged.get(1).getDefaultPgo());
    assertThat(weights(merged.get(0))).hasSize(16).doesNotContainKeys("2026.10", "2026.13");
  }

  private static Map<String, Long> weights(MergedProfile profile) {
    LabelChoice labels = new LabelChoice("build", null);
    readBy(profile, labels);
    return labels.weights();
  }

  private static Tally read(MergedProfile profile, @Nullable String build) {
    return readBy(profile, new LabelChoice("build", build));
  }

  private static Tally readBy(MergedProfile profile, LabelChoice labels) {
    try {
      Tally tally = new Tally();
      new FragmentReader(ProfileLimits.DEFAULTS)
          .read(profile.getStacks().toByteArray(), labels)
          .addTo(tally);
      return tally;
    } catch (InvalidProfileException e) {
      throw new AssertionError(e);
    }
  }

  private int ids;

  private void send(String build, String leaf, Duration ago, long weight) {
    driver.send(fragment("s" + ids++, "", build, leaf, ago, weight));
  }

  private static Fragment fragment(
      String id, String mode, String build, String leaf, Duration ago, long weight) {
    return Fleet.fragment("a", mode, id, TinyProfile.of(leaf, weight)).toBuilder()
        .setBuild(build)
        .setStartUnixNanos(TimeUnit.SECONDS.toNanos(MergerDriver.START.minus(ago).getEpochSecond()))
        .build();
  }
}
