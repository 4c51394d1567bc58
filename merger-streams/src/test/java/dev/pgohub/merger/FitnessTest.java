package dev.pgohub.merger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgohub.schemas.PolicyField;
import dev.pgohub.schemas.proto.Fragment;
import dev.pgohub.schemas.proto.RefusalCount;
import dev.pgohub.schemas.proto.Rejection;
import dev.pgohub.schemas.proto.TagStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every rule of a policy, under its default and under another value. */
class FitnessTest {

  private MergerDriver driver;
  private int ids;

  @BeforeEach
  void start(@TempDir Path dir) {
    driver = new MergerDriver(MergerSettings.defaults().withStateDir(dir));
  }

  @AfterEach
  void stop() {
    driver.close();
  }

  @Test
  void tooShort_isRefused() {
    Fragment fragment = fragment("main.f", 100).setDurationNanos(999_000_000).build();
    assertRefused(fragment, "too_short", "it took 0.999s; at least 1s (minDuration)");
    driver.policy("a", Map.of("minDuration", "500ms"));
    assertAdmitted(fragment);
  }

  @Test
  void tooFewSamples_isRefused() {
    Fragment fragment = fragment("main.f", 9).build();
    assertRefused(fragment, "too_few_samples", "it has 9 samples; at least 10 (minSamples)");
    driver.policy("a", Map.of("minSamples", "9"));
    assertAdmitted(fragment);
  }

  @Test
  void tooOld_isRefused() {
    Fragment fragment =
        fragment("main.f", 100)
            .setStartUnixNanos(nanos(MergerDriver.START.minus(Duration.ofDays(8))))
            .build();
    assertRefused(
        fragment,
        "too_old",
        "it began at 2026-11-12T10:00:00Z, 192h before it arrived; at most 7d (maxAge)");
    driver.policy("a", Map.of("maxAge", "9d"));
    assertAdmitted(fragment);
  }

  @Test
  void fromTheFuture_isRefused() {
    Fragment fragment =
        fragment("main.f", 100)
            .setStartUnixNanos(nanos(MergerDriver.START.plus(Duration.ofMinutes(11))))
            .build();
    assertRefused(
        fragment,
        "from_the_future",
        "it began at 2026-11-20T10:11:00Z, 11m after it arrived; at most 10m (maxSkew)");
    driver.policy("a", Map.of("maxSkew", "1h"));
    assertAdmitted(fragment);
  }

  @Test
  void idle_isRefused() {
    Fragment fragment = fragment("runtime.findRunnable", 100).build();
    assertRefused(
        fragment,
        "idle",
        "1.000 of its samples are scheduling, collecting garbage or idling; at most 0.95"
            + " (maxIdle)");
    driver.policy("a", Map.of("maxIdle", "1"));
    assertAdmitted(fragment);
  }

  @Test
  void unsymbolized_isRefused() {
    // A leaf without a name: its edge matches nothing.
    Fragment fragment = fragment("", 100).build();
    assertRefused(
        fragment,
        "unsymbolized",
        "0.000 of its edge weight has function names and start lines; at least 0.8"
            + " (minSymbolized)");
    driver.policy("a", Map.of("minSymbolized", "0"));
    assertAdmitted(fragment);
  }

  @Test
  void instanceThatSendsTooMuch_isRefused_othersAreNot() {
    driver.policy("a", Map.of("maxFragmentsPerInstance", "2"));
    assertAdmitted(fragment("main.f", 100).setInstance("i").build());
    assertAdmitted(fragment("main.f", 100).setInstance("i").build());
    assertRefused(
        fragment("main.f", 100).setInstance("i").build(),
        "instance_quota",
        "its instance has 2 fragments in this hour already; at most 2 (maxFragmentsPerInstance)");
    assertAdmitted(fragment("main.f", 100).setInstance("j").build());
    assertAdmitted(
        fragment("main.f", 100)
            .setInstance("i")
            .setStartUnixNanos(nanos(MergerDriver.START.minus(Duration.ofHours(1))))
            .build());
  }

  @Test
  void refusals_areCountedByReason_andPoliciesTellSinceWhen() {
    assertRefused(fragment("main.f", 1).build(), "too_few_samples", "");
    assertRefused(fragment("main.f", 2).build(), "too_few_samples", "");
    driver.policy("a", Map.of("minSamples", "2"));
    assertAdmitted(fragment("main.f", 3).build());
    driver.settle();
    TagStatus status = driver.status("a");
    assertThat(status.getRefusalsList())
        .containsExactly(
            RefusalCount.newBuilder()
                .setReason("too_few_samples")
                .setCount(2)
                .setLastUnixMillis(MergerDriver.START.toEpochMilli())
                .setLastDetail("it has 2 samples; at least 10 (minSamples)")
                .build());
    assertThat(status.getPolicyMap())
        .containsEntry("minSamples", "2")
        .hasSize(PolicyField.values().length);
    assertThat(status.getPolicyFromOffset()).isEqualTo(2);
    assertThat(status.getFragments()).isEqualTo(1);
  }

  @Test
  void policyThatNobodyUnderstands_isTheDefault() {
    driver.policy("a", Map.of("minSamples", "many"));
    assertRefused(fragment("main.f", 9).build(), "too_few_samples", "");
  }

  private Fragment.Builder fragment(String leaf, long weight) {
    return Fleet.fragment("a", "", "f" + ids++, TinyProfile.of(leaf, weight)).toBuilder()
        .setStartUnixNanos(nanos(MergerDriver.START))
        .setDurationNanos(Duration.ofSeconds(10).toNanos());
  }

  private static long nanos(Instant time) {
    return TimeUnit.SECONDS.toNanos(time.getEpochSecond());
  }

  private void assertAdmitted(Fragment fragment) {
    long before = driver.stats().admitted();
    driver.send(fragment);
    assertThat(driver.rejections()).isEmpty();
    assertThat(driver.stats().admitted()).isEqualTo(before + 1);
  }

  private void assertRefused(Fragment fragment, String reason, String detail) {
    driver.send(fragment);
    Rejection rejection = driver.rejections().get(0).value;
    assertThat(rejection.getReason()).isEqualTo(reason);
    assertThat(rejection.getDetail()).startsWith(detail);
    assertThat(rejection.getValue()).isEqualTo(fragment.toByteString());
  }
}
