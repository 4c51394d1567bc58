package dev.pgohub.merger;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.pgohub.schemas.ControlKey;
import dev.pgohub.schemas.MergedProfileKey;
import dev.pgohub.schemas.proto.Hold;
import dev.pgohub.schemas.proto.MergedProfile;
import dev.pgohub.schemas.proto.ProfileFacts;
import dev.pgohub.schemas.proto.PublicationResult;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GenerationsTest {

  private final Map<MergedProfileKey, byte[]> topic = new LinkedHashMap<>();
  private MergerDriver driver;
  private int sent;

  @BeforeEach
  void start(@TempDir Path dir) {
    driver =
        new MergerDriver(
            MergerDriver.plain().withStateDir(dir).with(MergerSetting.MAX_GENERATIONS, "3"));
  }

  @AfterEach
  void stop() {
    driver.close();
  }

  @Test
  void generation_isNamedByItsDigest_andTellsWhatItWasMadeOf() throws Exception {
    MergedProfile current = publish();
    assertThat(topic).hasSize(1);
    var entry = topic.entrySet().iterator().next();
    ProfileFacts facts = current.getFacts();
    assertThat(entry.getKey().edition().digestHex())
        .isEqualTo(HexFormat.of().formatHex(facts.getDigest().toByteArray()));
    assertThat(MergedProfile.parseFrom(entry.getValue())).isEqualTo(current);
    assertThat(facts.getWhy()).isEqualTo("first");
    assertThat(facts.getPolicyMap()).containsEntry("stitch", "sum");
    assertThat(facts.getBuildsList()).extracting(build -> build.getName()).containsExactly("v1");
    assertThat(facts.getOffsets(0).getFirst()).isZero();
    assertThat(facts.getOffsets(0).getLast()).isZero();
    assertThat(facts.getPoliciesCount()).isEqualTo(1);
    assertThat(facts.getEngineVersion()).isEqualTo(4);
  }

  @Test
  void generations_beyondTheLimit_endUnlessTheyArePinnedOrHeld() {
    ByteString pinned = publish().getFacts().getDigest();
    ByteString held = publish().getFacts().getDigest();
    ByteString neither = publish().getFacts().getDigest();
    driver.say(
        "a",
        ControlKey.Kind.PUBLISHED,
        PublicationResult.newBuilder().addPinned(pinned).build().toByteArray());
    driver.say("a", ControlKey.Kind.HOLD, Hold.newBuilder().setDigest(held).build().toByteArray());
    publish();
    publish();
    assertThat(digests()).contains(pinned, held, neither).hasSize(5);
    publish();
    assertThat(digests()).contains(pinned, held).doesNotContain(neither).hasSize(5);
    driver.say("a", ControlKey.Kind.HOLD, null);
    publish();
    assertThat(digests()).contains(pinned).doesNotContain(held).hasSize(4);
  }

  @Test
  void newGeneration_isKept_howeverManyArePinned() {
    PublicationResult.Builder published = PublicationResult.newBuilder();
    for (int i = 0; i < 4; i++) {
      published.addPinned(publish().getFacts().getDigest());
      driver.say("a", ControlKey.Kind.PUBLISHED, published.build().toByteArray());
    }
    ByteString latest = publish().getFacts().getDigest();
    assertThat(digests()).contains(latest).hasSize(5);
  }

  @Test
  void heldGeneration_isKept_whateverElseIsSaid() {
    ByteString held = publish().getFacts().getDigest();
    driver.say("a", ControlKey.Kind.HOLD, Hold.newBuilder().setDigest(held).build().toByteArray());
    driver.say("a", ControlKey.Kind.PUBLISHED, new byte[] {1});
    for (int i = 0; i < 4; i++) {
      publish();
    }
    assertThat(digests()).contains(held).hasSize(4);
  }

  private List<ByteString> digests() {
    return topic.values().stream()
        .map(value -> MergerDriver.profile(value).getFacts().getDigest())
        .toList();
  }

  private MergedProfile publish() {
    driver.send(
        Fleet.fragment("a", "", "f" + sent, TinyProfile.of("main.f" + sent++, 10)).toBuilder()
            .setBuild("v1")
            .build());
    driver.settle();
    for (var record : driver.generations()) {
      if (record.value == null) {
        topic.remove(record.key);
      } else {
        topic.put(record.key, record.value);
      }
    }
    return driver.latest("a");
  }
}
