package dev.pgohub.merger;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pgohub.schemas.MergedProfileKey;
import dev.pgohub.schemas.ProfileMode;
import dev.pgohub.schemas.ProfileTag;
import dev.pgohub.schemas.proto.Fragment;
import dev.pgohub.schemas.proto.MergedProfile;
import dev.pgohub.schemas.proto.ProfileFacts;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReproductionTest {

  private record Sent(Fragment fragment, long arrivedMillis) {}

  private final List<Sent> topic = new ArrayList<>();
  private final Map<MergedProfileKey, MergedProfile> latest = new HashMap<>();
  private MergerSettings settings;
  private MergerDriver driver;
  private Instant brokerTime = MergerDriver.START;

  @BeforeEach
  void start(@TempDir Path dir) {
    settings =
        MergerDriver.plain()
            .withStateDir(dir)
            .with(
                MergerSetting.POLICY, MergerDriver.PLAIN.replace("halfLife=none", "halfLife=24h"));
    driver = new MergerDriver(settings);
  }

  @AfterEach
  void stop() {
    driver.close();
  }

  @Test
  void mode_agedByAnotherOne_isMadeAgain() {
    send("a", "batch", "1", Duration.ofHours(70), 1_000);
    send("a", "batch", "2", Duration.ofHours(50), 1_000);
    send("a", "serve", "3", Duration.ZERO, 1_000);
    driver.settle();
    assertThatIsMadeAgain("batch", 2);
    assertThatIsMadeAgain("serve", 1);
    assertThatIsMadeAgain("", 3);
  }

  @Test
  void edgesThatTheirPolicyLeftOut_areLeftOutAgain() {
    driver.policy("a", Map.of("neverInline", "main.hot*", "maxEdges", "1", "stitch", "rate"));
    send("a", "hot", "1", Duration.ZERO, 1_000);
    send("a", "warm", "2", Duration.ZERO, 100);
    send("a", "cold", "3", Duration.ZERO, 10);
    driver.settle();
    assertThatIsMadeAgain("", 3);
    ProfileFacts facts = Objects.requireNonNull(latest.get(MergerDriver.key("a", ""))).getFacts();
    assertThat(facts.getNeverInlineWeight()).isEqualTo(1_000);
    assertThat(facts.getCutEdgeWeight()).isEqualTo(10);
    assertThat(facts.getEdgeWeight()).isEqualTo(100);
  }

  @Test
  void fragmentThatCountsAgain_afterItsIdIsForgotten_countsAgain() {
    send("a", "", "1", Duration.ZERO, 10);
    passBrokerTime(Duration.ofHours(49));
    send("b", "", "1", Duration.ZERO, 10);
    passBrokerTime(Duration.ofMinutes(1));
    send("a", "", "1", Duration.ZERO, 10);
    driver.settle();
    assertThatIsMadeAgain("", 2);
  }

  @Test
  void fragmentThatCountsAgain_doesSo_whateverElseIsInItsPartition() {
    send("a", "", "1", Duration.ZERO, 10);
    passBrokerTime(Duration.ofHours(49));
    send("a", "", "1", Duration.ZERO, 10);
    driver.settle();
    assertThatIsMadeAgain("", 2);
  }

  private void assertThatIsMadeAgain(String mode, long fragments) {
    latest.putAll(driver.latest());
    MergedProfile profile = Objects.requireNonNull(latest.get(MergerDriver.key("a", mode)));
    assertThat(profile.getFacts().getFragments()).isEqualTo(fragments);
    Reproduction again = new Reproduction(ProfileTag.of("a"), profile.getFacts(), settings);
    var range = profile.getFacts().getOffsets(0);
    for (long offset = range.getFirst(); offset <= range.getLast(); offset++) {
      Sent sent = topic.get((int) offset);
      byte[] key = sent.fragment().getTag().getBytes(US_ASCII);
      again.add(key, sent.fragment().toByteArray(), offset, sent.arrivedMillis());
    }
    assertThat(again.made(ProfileMode.of(mode)).content().digest())
        .as(mode)
        .isEqualTo(profile.getFacts().getDigest());
  }

  private void send(String tag, String mode, String id, Duration ago, long weight) {
    Fragment fragment =
        Fleet.fragment(tag, mode, id, TinyProfile.of("main." + mode, weight)).toBuilder()
            .setStartUnixNanos(
                TimeUnit.SECONDS.toNanos(MergerDriver.START.minus(ago).getEpochSecond()))
            .build();
    topic.add(new Sent(fragment, brokerTime.toEpochMilli()));
    driver.send(fragment);
  }

  private void passBrokerTime(Duration time) {
    brokerTime = brokerTime.plus(time);
    driver.passBrokerTime(time);
  }
}
