package dev.pgohub.merger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgohub.schemas.Edition;
import dev.pgohub.schemas.MergedProfileKey;
import dev.pgohub.schemas.proto.MergedProfile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fragments of a workload that is known, a minute apart, each settled before the next. */
class GateTest {

  private static final Workload STEADY = Workload.of("work", 400);

  private final Random random = new Random(17);
  private MergerDriver driver;
  private int minutes;
  private long generation;

  @BeforeEach
  void start(@TempDir Path dir) {
    driver = new MergerDriver(MergerSettings.defaults().withStateDir(dir));
  }

  @AfterEach
  void stop() {
    driver.close();
  }

  @Test
  void steadyWorkload_hasFewGenerations_andAShiftIsSeenSoon() {
    for (int i = 0; i < 500; i++) {
      send(STEADY);
    }
    assertThat(generation).isBetween(1L, 3L);
    long before = generation;

    Workload shifted = STEADY.shifted(0.1, "other.path");
    int sent = 0;
    while (generation == before && sent < 20) {
      send(shifted);
      sent++;
    }
    assertThat(generation).isEqualTo(before + 1);
    assertThat(driver.status("a").getGate().getDecision()).isEqualTo("changed");
  }

  @Test
  void tagThatIsNotReady_hasOnlyWhatIsLive() {
    send(STEADY);
    assertThat(generation).isZero();
    var status = driver.status("a");
    assertThat(status.getGate().getDecision()).isEqualTo("not_ready");
    assertThat(status.getReadiness().getWeight()).isEqualTo(500);
    assertThat(status.getReadiness().getNeeded()).isEqualTo(1_000);
    assertThat(status.getReadiness().getMissingCoreSeconds()).isEqualTo(5);
    assertThat(status.getReadiness().getReadyUnixMillis()).isPositive();
    send(STEADY);
    assertThat(generation).isEqualTo(1);
    assertThat(driver.status("a").getReadiness().getMissingCoreSeconds()).isZero();
  }

  @Test
  void live_isTheMergeOfNow_untilAGenerationIs() {
    send(STEADY);
    send(STEADY);
    driver.published();
    driver.send(Fleet.fragment("a", "", "late", STEADY.profile(500, 10_000_000, random)));
    driver.settle();
    MergedProfileKey live =
        MergedProfileKey.of(
            MergerDriver.key("a", "").tag(), MergerDriver.key("a", "").mode(), Edition.LIVE);
    var records = driver.published();
    assertThat(records).extracting(record -> record.key).containsExactly(live);
    MergedProfile profile = MergerDriver.profile(records.get(0).value);
    assertThat(profile.getFacts().getFragments()).isEqualTo(3);
    assertThat(profile.getFacts().getGeneration()).isZero();

    driver.policy("a", Map.of("gate", "always"));
    driver.settle();
    records = driver.published();
    assertThat(records)
        .extracting(record -> record.key)
        .containsExactly(MergerDriver.key("a", ""), live);
    assertThat(records.get(1).value).isNull();
  }

  @Test
  void anotherMixture_isAnotherGeneration() {
    send(STEADY);
    send(STEADY);
    send(STEADY);
    assertThat(generation).isEqualTo(1);
    driver.policy("a", Map.of("stitch", "equal"));
    driver.settle();
    assertThat(driver.latest("a").getFacts().getWhy()).isEqualTo("policy");
  }

  private void send(Workload workload) {
    long start = MergerDriver.START.getEpochSecond() + 60L * minutes;
    driver.send(
        Fleet.fragment("a", "", "f" + minutes, workload.profile(500, 10_000_000, random))
            .toBuilder()
            .setInstance("i" + minutes % 5)
            .setStartUnixNanos(TimeUnit.SECONDS.toNanos(start))
            .setDurationNanos(TimeUnit.SECONDS.toNanos(60))
            .build());
    minutes++;
    driver.passBrokerTime(Duration.ofMinutes(1));
    driver.passTime(Duration.ofMinutes(1));
    driver.passTime(Duration.ofMinutes(1));
    var published = driver.latest().get(MergerDriver.key("a", ""));
    if (published != null) {
      assertThat(published.getFacts().getGeneration()).isEqualTo(generation + 1);
      generation++;
    }
  }
}
