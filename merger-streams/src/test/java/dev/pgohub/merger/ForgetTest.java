package dev.pgohub.merger;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.pgohub.schemas.ControlKey;
import dev.pgohub.schemas.proto.Hold;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is dropped, and when. */
class ForgetTest {

  private static final List<String> STORES =
      List.of(
          MergerTopology.RUNS,
          MergerTopology.BUCKETS,
          MergerTopology.INSTANCES,
          MergerTopology.TAGS,
          MergerTopology.SERVED);

  @TempDir Path dir;

  @Test
  void tagWithoutFragments_isForgotten_unlessItIsHeld() {
    MergerSettings settings =
        MergerDriver.plain()
            .withStateDir(dir)
            .with(MergerSetting.TAG_RETENTION, "2d")
            .with(MergerSetting.MAX_GENERATIONS, "5");
    try (MergerDriver driver = new MergerDriver(settings)) {
      for (String tag : List.of("gone", "held")) {
        send(driver, tag, "1", 0);
        driver.settle();
        send(driver, tag, "2", 0);
        driver.settle();
      }
      Hold hold = Hold.newBuilder().setDigest(driver.latest("held").getFacts().getDigest()).build();
      driver.say("held", ControlKey.Kind.HOLD, hold.toByteArray());
      driver.generations();
      driver.passTime(Duration.ofDays(1));
      assertThat(driver.published()).isEmpty();
      driver.passTime(Duration.ofDays(2));
      assertThat(driver.published())
          .allSatisfy(record -> assertThat(record.value).isNull())
          .extracting(record -> record.key)
          .containsExactly(MergerDriver.key("gone", ""));
      assertThat(driver.generations())
          .hasSize(2)
          .allSatisfy(record -> assertThat(record.value).isNull());
      assertThat(driver.statusEnds()).containsExactly("gone");
      for (String store : STORES) {
        try (var entries = driver.store(store).all()) {
          entries.forEachRemaining(
              entry -> assertThat(ByteString.copyFrom(entry.key).toStringUtf8()).contains("held"));
        }
      }
      send(driver, "gone", "3", 72);
      driver.settle();
      assertThat(driver.latest("gone").getFacts().getGeneration()).isEqualTo(1);
    }
  }

  @Test
  void windowThatWasTooNarrowForAWhile_comesBackWhole() {
    MergerSettings settings =
        MergerDriver.plain().withStateDir(dir).with(MergerSetting.KEPT_WINDOW, "10d");
    try (MergerDriver driver = new MergerDriver(settings)) {
      send(driver, "a", "1", -9 * 24);
      send(driver, "a", "2", -2 * 24);
      driver.policy("a", Map.of("window", "1h"));
      send(driver, "a", "3", 0);
      driver.settle();
      assertThat(driver.latest("a").getFacts().getFragments()).isEqualTo(1);
      driver.policy("a", Map.of("window", "28d"));
      driver.settle();
      assertThat(driver.latest("a").getFacts().getFragments()).isEqualTo(3);
      driver.policy("a", Map.of("window", "1h"));
      send(driver, "a", "4", 3 * 24);
      driver.settle();
      driver.policy("a", Map.of("window", "28d"));
      driver.settle();
      assertThat(driver.latest("a").getFacts().getFragments()).isEqualTo(3);
    }
  }

  @Test
  void mergeOfNow_isNotPublishedMoreOftenThanItMayBe() {
    MergerSettings settings =
        MergerDriver.plain()
            .withStateDir(dir)
            .with(MergerSetting.SETTLE_INTERVAL, "0ms")
            .with(MergerSetting.SETTLE_COST_FACTOR, "0")
            .with(MergerSetting.POLICY, MergerDriver.PLAIN.replace("gate=always", "gate=noise"));
    try (MergerDriver driver = new MergerDriver(settings)) {
      send(driver, "a", "1", 0);
      driver.passTime(Duration.ofMillis(25));
      send(driver, "a", "2", 0);
      driver.passTime(Duration.ofSeconds(10)); // the first settling may have been slow
      assertThat(driver.published()).hasSize(2); // a generation, and the first live one
      send(driver, "a", "3", 0);
      driver.passTime(Duration.ofSeconds(2));
      assertThat(driver.published()).isEmpty();
      driver.passTime(Duration.ofSeconds(4));
      assertThat(driver.published())
          .extracting(record -> MergerDriver.profile(record.value).getFacts().getFragments())
          .containsExactly(3L);
      driver.settle();
      assertThat(driver.published()).isEmpty();
    }
  }

  private static void send(MergerDriver driver, String tag, String id, int hours) {
    long start =
        TimeUnit.SECONDS.toNanos(MergerDriver.START.plus(Duration.ofHours(hours)).getEpochSecond());
    driver.send(
        Fleet.fragment(tag, "", id, TinyProfile.of("main.f" + id, 7)).toBuilder()
            .setStartUnixNanos(start)
            .build());
  }
}
