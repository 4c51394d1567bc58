package dev.pgohub.merger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgohub.pprof.ProfileText;
import dev.pgohub.schemas.Edition;
import dev.pgohub.schemas.proto.InstanceGroup;
import dev.pgohub.schemas.proto.ModeStatus;
import dev.pgohub.schemas.proto.TagStatus;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One binary that does different things, with a name for each and without. */
class ModesTest {

  private static final Workload SERVE = Workload.of("serve", 100);
  private static final Workload BATCH = Workload.of("batch", 100);

  private final Random random = new Random(23);
  private MergerDriver driver;
  private int ids;

  @BeforeEach
  void start(@TempDir Path dir) {
    driver =
        new MergerDriver(
            MergerSettings.defaults()
                .withStateDir(dir)
                .with(MergerSetting.POLICY, "gate=always;readyWeight=0"));
  }

  @AfterEach
  void stop() {
    driver.close();
  }

  @Test
  void union_weighsModesAsThePolicySays() {
    send("serve", "i", TinyProfile.of("main.serve", 900));
    send("batch", "j", TinyProfile.of("main.batch", 100));
    driver.settle();
    assertThat(edgesOfUnion()).contains("main.serve\n10 900\n", "main.batch\n10 100\n");

    driver.policy("a", Map.of("modes", "serve=1,batch=3"));
    driver.settle();
    assertThat(edgesOfUnion()).contains("main.serve\n10 250\n", "main.batch\n10 750\n");

    driver.policy("a", Map.of("modes", "serve=1"));
    driver.settle();
    assertThat(edgesOfUnion()).contains("main.serve\n10 900\n").doesNotContain("main.batch");
  }

  @Test
  void status_tellsWhatOneProfileForAllCostsEachMode() {
    send("serve", "i", SERVE.profile(9_900, 10_000_000, random));
    send("batch", "j", BATCH.profile(100, 10_000_000, random));
    driver.settle();
    TagStatus status = driver.status("a");
    assertThat(status.getModesList())
        .extracting(ModeStatus::getMode)
        .containsExactly("batch", "serve");
    ModeStatus batch = status.getModes(0);
    ModeStatus serve = status.getModes(1);
    assertThat(serve.getOverlap()).isBetween(0.985, 0.995);
    assertThat(batch.getOverlap()).isBetween(0.005, 0.015);
    assertThat(serve.getHotKept()).isGreaterThan(0.95);
    assertThat(batch.getHotKept()).isLessThan(serve.getHotKept());
  }

  @Test
  void groupsThatNobodyNamed_areFound() {
    for (int i = 0; i < 6; i++) {
      send("", "web-" + i, SERVE.profile(1_000, 10_000_000, random));
    }
    driver.settle();
    assertThat(driver.status("a").getGroupsList()).isEmpty();
    for (int i = 0; i < 3; i++) {
      send("", "cron-" + i, BATCH.profile(1_000, 10_000_000, random));
    }
    driver.settle();
    TagStatus status = driver.status("a");
    assertThat(status.getGroupsList())
        .extracting(InstanceGroup::getWeight)
        .containsExactly(6_000L, 3_000L);
    InstanceGroup cron = status.getGroups(1);
    assertThat(cron.getInstancesList()).containsExactly("cron-0", "cron-1", "cron-2");
    assertThat(cron.getOverlap()).isLessThan(0.01);
    assertThat(cron.getExpectedOverlap()).isGreaterThan(0.85);
    assertThat(cron.getProposedMode()).isEqualTo("mode-2");
  }

  @Test
  void mode_isServedWhenItIsReadyItself() {
    driver.policy("a", Map.of("readyWeight", "1000", "modes", "serve=1"));
    send("serve", "i", TinyProfile.of("main.serve", 2_000));
    send("batch", "j", TinyProfile.of("main.batch", 10));
    driver.settle();
    assertThat(generations()).containsExactlyInAnyOrder("", "serve");
    send("batch", "j", TinyProfile.of("main.batch", 990));
    driver.settle();
    assertThat(generations()).containsExactly("batch");
  }

  private List<String> generations() {
    return driver.latest().entrySet().stream()
        .filter(one -> one.getKey().edition().equals(Edition.CURRENT))
        .map(one -> one.getKey().mode().value())
        .toList();
  }

  private String edgesOfUnion() {
    return ProfileText.edges(Fleet.tally(driver.latest("a").getDefaultPgo().toByteArray()));
  }

  private void send(String mode, String instance, byte[] pprof) {
    long start = MergerDriver.START.getEpochSecond() - 600;
    driver.send(
        Fleet.fragment("a", mode, "f" + ids++, pprof).toBuilder()
            .setInstance(instance)
            .setStartUnixNanos(TimeUnit.SECONDS.toNanos(start))
            .setDurationNanos(TimeUnit.SECONDS.toNanos(60))
            .build());
  }
}
