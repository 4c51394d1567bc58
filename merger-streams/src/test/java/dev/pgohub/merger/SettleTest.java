package dev.pgohub.merger;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.pgohub.schemas.MergedProfileKey;
import dev.pgohub.schemas.proto.MergedProfile;
import dev.pgohub.schemas.proto.ProfilePart;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.apache.kafka.streams.KeyValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettleTest {

  private static final Duration TICK = Duration.ofMillis(25);

  @TempDir Path dir;

  @Test
  void idleTag_isSettledAtTheNextTick() throws Exception {
    try (MergerDriver driver = new MergerDriver(dir)) {
      byte[] pprof = TinyProfile.of("main.f", 5);
      driver.send(Fleet.fragment("a", "", "1", pprof));
      assertThat(driver.published()).isEmpty();
      driver.passTime(TICK);
      MergedProfile profile = driver.latest("a");
      assertThat(profile.getTag()).isEqualTo("a");
      assertThat(profile.getMode()).isEmpty();
      assertThat(profile.getParts()).isZero();
      assertThat(profile.getDefaultPgo().toByteArray()).isEqualTo(Fleet.defaultPgo(pprof));
      assertThat(profile.getFacts().getGeneration()).isEqualTo(1);
      assertThat(profile.getFacts().getDigest().toByteArray())
          .isEqualTo(
              MessageDigest.getInstance("SHA-256").digest(profile.getDefaultPgo().toByteArray()));
      assertThat(profile.getFacts().getPublishedUnixMillis())
          .isEqualTo(MergerDriver.START.plus(TICK).toEpochMilli());
    }
  }

  @Test
  void busyTag_rests() {
    MergerSettings settings =
        MergerDriver.plain().withStateDir(dir).with(MergerSetting.SETTLE_INTERVAL, "1h");
    try (MergerDriver driver = new MergerDriver(settings)) {
      driver.send(Fleet.fragment("a", "", "1", TinyProfile.of("main.f", 5)));
      driver.passTime(TICK);
      assertThat(driver.latest("a").getFacts().getGeneration()).isEqualTo(1);
      driver.send(Fleet.fragment("a", "", "2", TinyProfile.of("main.f", 5)));
      driver.send(Fleet.fragment("b", "", "2", TinyProfile.of("main.f", 5)));
      driver.passTime(Duration.ofMinutes(30));
      assertThat(driver.latest().keySet()).containsExactly(MergerDriver.key("b", ""));
      driver.send(Fleet.fragment("a", "", "3", TinyProfile.of("main.f", 5)));
      driver.settle();
      MergedProfile profile = driver.latest("a");
      assertThat(profile.getFacts().getGeneration()).isEqualTo(2);
      assertThat(profile.getFacts().getFragments()).isEqualTo(3);
    }
  }

  @Test
  void unchangedTag_isNotPublishedAgain() {
    try (MergerDriver driver = new MergerDriver(dir)) {
      driver.send(Fleet.fragment("a", "", "1", TinyProfile.of("main.f", 5)));
      driver.settle();
      assertThat(driver.published()).hasSize(1);
      driver.send(Fleet.fragment("a", "", "1", TinyProfile.of("main.f", 5)));
      driver.settle();
      assertThat(driver.published()).isEmpty();
      assertThat(driver.status("a").getDuplicates()).isEqualTo(1);
    }
  }

  @Test
  void moreDirtyTagsThanFitInMemory_areAllSettled() {
    MergerSettings settings =
        MergerDriver.plain().withStateDir(dir).with(MergerSetting.MAX_DIRTY_TAGS, "3");
    try (MergerDriver driver = new MergerDriver(settings)) {
      for (int tag = 0; tag < 20; tag++) {
        driver.send(Fleet.fragment("t" + tag, "", "1", TinyProfile.of("main.f", 5)));
      }
      driver.settle();
      assertThat(driver.latest()).hasSize(20);
    }
  }

  @Test
  void moreDirtyTagsThanFitInMemory_areSettled_whileOneTagIsAlwaysBusy() {
    MergerSettings settings =
        MergerDriver.plain()
            .withStateDir(dir)
            .with(MergerSetting.MAX_DIRTY_TAGS, "4")
            .with(MergerSetting.SETTLE_INTERVAL, "1h");
    try (MergerDriver driver = new MergerDriver(settings)) {
      driver.send(Fleet.fragment("busy", "", "1", TinyProfile.of("main.f", 5)));
      driver.passTime(TICK);
      driver.send(Fleet.fragment("busy", "", "2", TinyProfile.of("main.f", 5)));
      for (int tag = 0; tag < 20; tag++) {
        driver.send(Fleet.fragment("t" + tag, "", "1", TinyProfile.of("main.f", 5)));
      }
      for (int second = 0; second < 60; second++) {
        driver.passTime(Duration.ofSeconds(1));
      }
      assertThat(driver.latest()).hasSize(21);
    }
  }

  @Test
  void cutFrames_areThoseOfTheLastCut_too() {
    MergerSettings settings =
        MergerDriver.plain().withStateDir(dir).with(MergerSetting.MAX_SETTLED_STACKS, "100");
    try (MergerDriver driver = new MergerDriver(settings)) {
      driver.send(Fleet.fragment("a", "", "1", Fleet.APISERVER.profiles().get(0)));
      driver.settle();
      assertThat(driver.latest("a").getFacts().getCutFrames()).isPositive();
      assertThat(driver.status("a").getCutFrames()).isPositive();
    }
  }

  @Test
  void tooLargeProfile_leavesTheLastGoodOne() {
    MergerSettings settings =
        MergerDriver.plain().withStateDir(dir).with(MergerSetting.MAX_DEFAULT_PGO, "1KiB");
    try (MergerDriver driver = new MergerDriver(settings)) {
      driver.send(Fleet.fragment("a", "", "1", TinyProfile.of("main.f", 5)));
      driver.settle();
      assertThat(driver.published()).hasSize(1);
      driver.send(Fleet.fragment("a", "", "2", Fleet.APISERVER.profiles().get(0)));
      driver.settle();
      assertThat(driver.published()).isEmpty();
      assertThat(driver.stats().tooLarge()).isEqualTo(1);
    }
  }

  @Test
  void tooLargeStacks_areLeftOut() {
    MergerSettings settings =
        MergerDriver.plain().withStateDir(dir).with(MergerSetting.MAX_STACKS, "1KiB");
    try (MergerDriver driver = new MergerDriver(settings)) {
      driver.send(Fleet.fragment("a", "", "1", Fleet.APISERVER.profiles().get(0)));
      driver.settle();
      MergedProfile profile = driver.latest("a");
      assertThat(profile.getDefaultPgo()).isNotEmpty();
      assertThat(profile.getStacks()).isEmpty();
      assertThat(driver.stats().stacksLeftOut()).isEqualTo(1);
    }
  }

  @Test
  void largeProfile_travelsInParts() throws Exception {
    try (MergerDriver driver = new MergerDriver(dir)) {
      Random random = new Random(1);
      byte[] bytes = new byte[2_000];
      // Names that gzip cannot shorten much, until a record cannot hold them.
      int fragments = 1_100;
      for (int i = 0; i < fragments; i++) {
        random.nextBytes(bytes);
        String name = Base64.getEncoder().encodeToString(bytes);
        driver.send(Fleet.fragment("a", "", "" + i, TinyProfile.of(name, 1)));
      }
      driver.settle();
      List<KeyValue<MergedProfileKey, byte[]>> records = driver.published();
      MergedProfile whole = MergerDriver.profile(records.get(records.size() - 1).value);
      assertThat(whole.getParts()).isEqualTo(2);
      assertThat(whole.getDefaultPgo()).isEmpty();
      assertThat(records)
          .extracting(record -> record.key.part())
          .containsExactly(0, 1, MergedProfileKey.WHOLE);
      ByteString joined = ByteString.EMPTY;
      for (var record : records.subList(0, 2)) {
        joined = joined.concat(ProfilePart.parseFrom(record.value).getContent());
      }
      int defaultPgoBytes = (int) ProfilePart.parseFrom(records.get(0).value).getDefaultPgoBytes();
      byte[] defaultPgo = joined.substring(0, defaultPgoBytes).toByteArray();
      assertThat(MessageDigest.getInstance("SHA-256").digest(defaultPgo))
          .isEqualTo(whole.getFacts().getDigest().toByteArray());
      assertThat(Fleet.tally(defaultPgo).edgeCount()).isEqualTo(fragments);
      assertThat(Fleet.tally(joined.substring(defaultPgoBytes).toByteArray()).stackCount())
          .isEqualTo(fragments);
    }
  }
}
