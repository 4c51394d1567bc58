package dev.pgohub.merger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.pgohub.pprof.ProfileText;
import dev.pgohub.schemas.proto.BuildStatus;
import dev.pgohub.schemas.proto.MergedProfile;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgeingTest {

  private MergerDriver driver;
  private int ids;

  @BeforeEach
  void start(@TempDir Path dir) {
    driver =
        new MergerDriver(
            MergerSettings.defaults()
                .withStateDir(dir)
                .with(MergerSetting.KEPT_WINDOW, "0ms")
                .with(
                    MergerSetting.POLICY,
                    "gate=always;readyWeight=0;maxAge=365d;halfLife=24h;window=4d"));
  }

  @AfterEach
  void stop() {
    driver.close();
  }

  @Test
  void bucket_countsHalfForEveryHalfLife_whateverTheOrder() {
    send("main.today", Duration.ZERO, "v2", 1_000);
    send("main.before", Duration.ofDays(2), "v1", 1_000);
    send("main.yesterday", Duration.ofDays(1), "v1", 1_000);
    driver.settle();
    MergedProfile profile = driver.latest("a");
    assertThat(edges(profile))
        .isEqualTo(
            "GO PREPROFILE V1\n"
                + "main.main\nmain.today\n10 1000\n"
                + "main.main\nmain.yesterday\n10 500\n"
                + "main.main\nmain.before\n10 250\n");
    assertThat(profile.getFacts().getWeight()).isEqualTo(3_000);
    // (1000 + 500 + 250)² / (1000 + 250 + 62.5)
    assertThat(profile.getFacts().getEffectiveWeight()).isBetween(2_333.0, 2_334.0);
  }

  @Test
  void bucketOutsideTheWindow_isDropped_withAllThatBelongsToIt() {
    send("main.old", Duration.ofDays(5), "v1", 1_000);
    driver.settle();
    assertThat(edges(driver.latest("a"))).contains("main.old");
    send("main.new", Duration.ZERO, "v2", 1_000);
    driver.settle();
    assertThat(edges(driver.latest("a"))).doesNotContain("main.old");
    assertThat(keys(MergerTopology.BUCKETS)).isEqualTo(1);
    assertThat(keys(MergerTopology.INSTANCES)).isEqualTo(1);
    assertThat(keys(MergerTopology.RUNS)).isEqualTo(2);
    // Late for good: it changes nothing.
    send("main.late", Duration.ofDays(5), "v1", 1_000);
    driver.settle();
    assertThat(keys(MergerTopology.BUCKETS)).isEqualTo(1);
    assertThat(driver.published()).isEmpty();
  }

  @Test
  void tagThatNobodyFeeds_keepsItsLastGeneration() {
    send("main.f", Duration.ZERO, "v1", 1_000);
    driver.settle();
    assertThat(driver.latest("a").getFacts().getGeneration()).isEqualTo(1);
    driver.passBrokerTime(Duration.ofDays(300));
    driver.passTime(Duration.ofDays(300));
    assertThat(driver.published()).isEmpty();
  }

  @Test
  void newBuild_showsWithinAHalfLife() {
    for (int hour = 48; hour > 0; hour--) {
      send("main.old", Duration.ofHours(24 + hour), "v1", 1_000);
    }
    for (int hour = 24; hour >= 0; hour--) {
      send("main.new", Duration.ofHours(hour), "v2", 1_000);
    }
    driver.settle();
    String edges = edges(driver.latest("a"));
    assertThat(edges.indexOf("main.new")).isLessThan(edges.indexOf("main.old"));
    assertThat(driver.status("a").getBuildsList())
        .extracting(BuildStatus::getBuild, BuildStatus::getWeight)
        .containsExactly(tuple("v2", 25_000L), tuple("v1", 48_000L));
  }

  @Test
  void newestBuild_tellsHowMuchItMatches() {
    send("main.old", Duration.ofHours(30), "v1", 1_000);
    send("main.new", Duration.ofHours(6), "v1", 1_000);
    send("main.new", Duration.ZERO, "v2", 1_000);
    driver.settle();
    BuildStatus newest = driver.status("a").getBuilds(0);
    assertThat(newest.getBuild()).isEqualTo("v2");
    double old = Math.pow(2, -30 / 24.0);
    double fresh = 1 + Math.pow(2, -6 / 24.0);
    assertThat(newest.getMatched())
        .isBetween(fresh / (fresh + old) - 0.01, fresh / (fresh + old) + 0.01);
  }

  private void send(String leaf, Duration ago, String build, long weight) {
    Instant start = MergerDriver.START.minus(ago);
    driver.send(
        Fleet.fragment("a", "", "f" + ids++, TinyProfile.of(leaf, weight)).toBuilder()
            .setInstance("i")
            .setBuild(build)
            .setStartUnixNanos(TimeUnit.SECONDS.toNanos(start.getEpochSecond()))
            .setDurationNanos(TimeUnit.SECONDS.toNanos(10))
            .build());
  }

  private int keys(String store) {
    int keys = 0;
    try (KeyValueIterator<byte[], byte[]> all = driver.store(store).all()) {
      for (; all.hasNext(); all.next()) {
        keys++;
      }
    }
    return keys;
  }

  private static String edges(MergedProfile profile) {
    return ProfileText.edges(Fleet.tally(profile.getDefaultPgo().toByteArray()));
  }
}
