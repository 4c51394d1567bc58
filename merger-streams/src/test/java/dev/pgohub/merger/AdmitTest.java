package dev.pgohub.merger;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.pgohub.schemas.Topic;
import dev.pgohub.schemas.proto.Fragment;
import dev.pgohub.schemas.proto.Rejection;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdmitTest {

  private static final byte[] TAG = "a".getBytes(US_ASCII);
  private static final Fragment GOOD = Fleet.fragment("a", "", "1", TinyProfile.of("main.f", 5));

  private MergerDriver driver;

  @BeforeEach
  void start(@TempDir Path dir) {
    driver = new MergerDriver(dir);
  }

  @AfterEach
  void stop() {
    driver.close();
  }

  @Test
  void good_isAdmitted() {
    driver.send(GOOD);
    assertThat(driver.stats().admitted()).isEqualTo(1);
    assertThat(driver.rejections()).isEmpty();
  }

  @Test
  void seenBefore_isDropped_notRejected() {
    driver.send(GOOD);
    driver.send(GOOD);
    driver.send(GOOD.toBuilder().setMode("other").build());
    assertThat(driver.stats().admitted()).isEqualTo(1);
    assertThat(driver.stats().duplicates()).isEqualTo(2);
    assertThat(driver.rejections()).isEmpty();
    driver.settle();
    assertThat(driver.latest("a").getFacts().getFragments()).isEqualTo(1);
  }

  @Test
  void sameIdOfAnotherTag_isAdmitted() {
    driver.send(GOOD);
    driver.send(GOOD.toBuilder().setTag("a.b").build());
    assertThat(driver.stats().admitted()).isEqualTo(2);
  }

  @Test
  void seenBefore_isForgottenAfterItsRetention() {
    driver.send(GOOD);
    driver.passBrokerTime(Duration.ofHours(47));
    driver.send(GOOD);
    assertThat(driver.stats().duplicates()).isEqualTo(1);
    driver.passBrokerTime(Duration.ofHours(2));
    driver.send(GOOD.toBuilder().setFragmentId("another").build());
    driver.send(GOOD);
    assertThat(driver.stats().admitted()).isEqualTo(3);
  }

  @Test
  void idsThatAreForgotten_leaveTheStore() {
    int added = 3 * SeenFragments.ADDED;
    sendOthers("old", added);
    driver.passBrokerTime(Duration.ofHours(48 + 2));
    sendOthers("new", added);
    assertThat(driver.stats().admitted()).isEqualTo(2 * added);
    try (var entries = driver.store(MergerTopology.SEEN_FRAGMENTS).all()) {
      assertThat(entries).toIterable().hasSize(added);
    }
    sendOthers("new", added);
    assertThat(driver.stats().duplicates()).isEqualTo(added);
  }

  private void sendOthers(String name, int count) {
    for (int i = 0; i < count; i++) {
      driver.send(GOOD.toBuilder().setFragmentId(name + i).setInstance(name + i).build());
    }
  }

  @Test
  void refusedId_maySendAgain() {
    driver.send(GOOD.toBuilder().setPprof(ByteString.copyFromUtf8("<html>")).build());
    driver.send(GOOD);
    driver.send(GOOD);
    assertThat(driver.stats())
        .extracting(MergerStats::admitted, MergerStats::duplicates, MergerStats::rejected)
        .containsExactly(1L, 1L, Map.of("not_pprof", 1L));
  }

  @Test
  void moreModesThanATagMayHave_areRejected() {
    for (int mode = 0; mode <= Admit.MAX_MODES; mode++) {
      driver.send(GOOD.toBuilder().setFragmentId("m" + mode).setMode("m" + mode).build());
    }
    assertThat(driver.stats().admitted()).isEqualTo(Admit.MAX_MODES);
    assertThat(driver.stats().rejected()).isEqualTo(Map.of("too_many_modes", 1L));
    driver.passBrokerTime(Duration.ofHours(2));
    driver.send(GOOD.toBuilder().setFragmentId("known").setMode("m0").build());
    driver.send(GOOD.toBuilder().setFragmentId("none").build());
    driver.send(GOOD.toBuilder().setFragmentId("other").setMode("m0").setTag("b").build());
    assertThat(driver.stats().admitted()).isEqualTo(Admit.MAX_MODES + 3);
  }

  @Test
  void badProfile_isRejectedAsItCame() {
    Fragment bad = GOOD.toBuilder().setPprof(ByteString.copyFromUtf8("<html>no</html>")).build();
    driver.send(bad);
    var rejected = driver.rejections();
    assertThat(rejected).hasSize(1);
    assertThat(rejected.get(0).key).isEqualTo(TAG);
    Rejection rejection = rejected.get(0).value;
    assertThat(rejection.getReason()).isEqualTo("not_pprof");
    assertThat(rejection.getDetail()).isNotEmpty();
    assertThat(rejection.getValue()).isEqualTo(bad.toByteString());
    assertThat(rejection.getTopic()).isEqualTo("profile-fragments");
    assertThat(rejection.getPartition()).isZero();
    assertThat(rejection.getOffset()).isZero();
    assertThat(rejection.getArrivedUnixMillis()).isEqualTo(MergerDriver.START.toEpochMilli());
  }

  @Test
  void profileOfTheCorpus_cutShort_isRejected() {
    byte[] whole = Fleet.APISERVER.profiles().get(0);
    driver.send(Fleet.fragment("a", "", "1", Arrays.copyOf(whole, whole.length / 2)));
    assertThat(driver.stats().rejected()).isEqualTo(Map.of("truncated", 1L));
  }

  @Test
  void badEnvelope_isRejectedWithItsReason() {
    assertBad("the record has no value", TAG, null);
    assertBad("the record has no key; it is the tag", null, GOOD.toByteArray());
    assertBad("the record's value is not a Fragment: ", TAG, "no protobuf".getBytes(US_ASCII));
    assertBad(GOOD.toBuilder().setTag("b"), "the record's key is a, its envelope's tag b");
    assertBad(GOOD.toBuilder().setTag("b/c"), "bad tag \"b/c\": ");
    assertBad(GOOD.toBuilder().clearTag(), "bad tag \"\": is empty");
    assertBad(GOOD.toBuilder().setMode("-"), "bad mode \"-\": ");
    assertBad(GOOD.toBuilder().clearFragmentId(), "bad fragment id \"\": is empty");
    assertBad(GOOD.toBuilder().setFragmentId("ü"), "bad fragment id ");
    assertBad(GOOD.toBuilder().setStartUnixNanos(-1), "start_unix_nanos is -1; it is 0 or more");
    assertBad(GOOD.toBuilder().setDurationNanos(-5), "duration_nanos is -5; it is 0 or more");
    assertBad(
        GOOD.toBuilder().setInstance("i".repeat(1025)),
        "instance has 1025 characters; at most 1024");
    assertBad(
        GOOD.toBuilder().setBuild("b".repeat(1025)), "build has 1025 characters; at most 1024");
    byte[] notAscii = {(byte) 'a' | (byte) 0x80};
    assertBad("bad tag ", notAscii, GOOD.toByteArray());
    assertThat(driver.stats().admitted()).isZero();
  }

  @Test
  void tooLargeProfile_isRejectedAsItCame() {
    byte[] large = new byte[Topic.MAX_PPROF_BYTES + 1];
    Fragment fragment = Fleet.fragment("a", "", "1", large);
    driver.send(fragment);
    Rejection rejection = driver.rejections().get(0).value;
    assertThat(rejection.getReason()).isEqualTo("too_large");
    assertThat(rejection.getValue()).isEqualTo(fragment.toByteString());
  }

  @Test
  void valueBeyondTheTopicsLimit_isToldAbout() {
    byte[] huge = new byte[Rejected.MAX_VALUE_BYTES + 1];
    driver.send(TAG, huge);
    Rejection rejection = driver.rejections().get(0).value;
    assertThat(rejection.getReason()).isEqualTo("bad_envelope");
    assertThat(rejection.getDetail()).endsWith("(its 9437185 bytes are too many to keep)");
    assertThat(rejection.getValue()).isEmpty();
  }

  @Test
  void keyBeyondReason_isNotKept() {
    driver.send(new byte[Rejected.MAX_KEY_BYTES + 1], GOOD.toByteArray());
    assertThat(driver.rejections().get(0).key).isNull();
  }

  private void assertBad(Fragment.Builder fragment, String detail) {
    assertBad(detail, TAG, fragment.build().toByteArray());
  }

  private void assertBad(String detail, byte[] key, byte[] value) {
    driver.send(key, value);
    var rejected = driver.rejections();
    assertThat(rejected).hasSize(1);
    assertThat(rejected.get(0).key).isEqualTo(key);
    Rejection rejection = rejected.get(0).value;
    assertThat(rejection.getReason()).isEqualTo("bad_envelope");
    assertThat(rejection.getDetail()).startsWith(detail);
    assertThat(rejection.getValue().toByteArray()).isEqualTo(value == null ? new byte[0] : value);
  }
}
