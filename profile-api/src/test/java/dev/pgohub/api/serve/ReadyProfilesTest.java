package dev.pgohub.api.serve;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pgohub.api.ProfileApiSettings;
import dev.pgohub.api.store.Generation;
import dev.pgohub.api.store.Origin;
import dev.pgohub.api.store.ProfileStore;
import dev.pgohub.api.store.RejectionLimits;
import dev.pgohub.schemas.ControlKey;
import dev.pgohub.schemas.ControlKey.Kind;
import dev.pgohub.schemas.Topic;
import dev.pgohub.schemas.proto.Hold;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class ReadyProfilesTest {

  private static final int MIB = 1 << 20;
  private static final Generation FIRST = Generation.of("checkout", 1);
  private static final Generation SECOND = Generation.of("checkout", 2);

  @TempDir Path dir;
  private ProfileStore store;
  private ReadyProfiles ready;
  private long offset;

  @BeforeEach
  void open() {
    store = ProfileStore.open(dir, 8 * MIB, 4 * MIB, new RejectionLimits(3, 10));
    store.feed().follow(Topic.MERGED, new Origin("cluster", "topic"));
    ready = with("16MB");
  }

  @AfterEach
  void close() {
    store.close();
  }

  private ReadyProfiles with(String memory) {
    var given = new MapConfigurationPropertySource(Map.of("pgohub.profile-cache", memory));
    return new ReadyProfiles(
        store,
        new ServedProfiles(store, store.notes()),
        new Binder(given).bindOrCreate("pgohub", ProfileApiSettings.class));
  }

  private void bring(Generation.Message message) {
    store.feed().apply(message.topic(), 0, offset++, message.key(), message.value());
  }

  private void hold(byte[] hold) {
    byte[] key = new ControlKey(FIRST.tag(), Kind.HOLD).toBytes();
    bring(new Generation.Message(Topic.POLICIES, key, hold));
  }

  private void assertReady(Generation generation) throws IOException {
    ReadyProfile profile = ready.of(generation.tag().value());
    assertThat(profile).isNotNull();
    assertThat(profile.content()).isEqualTo(generation.defaultPgo());
    assertThat(profile.representation().etag().tag()).isEqualTo(generation.digest().hex());
    assertThat(profile.representation().bytes()).isEqualTo(generation.defaultPgo().length);
    assertThat(profile.generation()).isEqualTo(Long.toString(generation.number()));
    assertThat(profile.weight()).isEqualTo(Long.toString(generation.facts().getWeight()));
    assertThat(ready.of(generation.tag().value())).isSameAs(profile);
  }

  @Test
  void of_afterAnotherGeneration_isThatOne() throws IOException {
    bring(FIRST.whole());
    assertReady(FIRST);
    SECOND.inParts(400).forEach(this::bring);
    assertReady(SECOND);
  }

  @Test
  void of_whileTheNextOneArrives_isTheOneBefore() throws IOException {
    bring(FIRST.whole());
    assertReady(FIRST);
    bring(SECOND.inParts(400).get(0));
    assertReady(FIRST);
  }

  @Test
  void of_whatIsHeld_saysWhy_andChangesWithTheHold() throws IOException {
    bring(FIRST.whole(FIRST.edition()));
    bring(SECOND.whole());
    assertReady(SECOND);
    Hold hold =
        Hold.newBuilder().setDigest(FIRST.digest().bytes()).setReason("page 7 – slow").build();
    hold(hold.toByteArray());
    assertReady(FIRST);
    assertThat(ready.of("checkout").hold()).isEqualTo("page 7 ? slow");
    hold(null);
    assertReady(SECOND);
    assertThat(ready.of("checkout").hold()).isNull();
  }

  @Test
  void of_whatIsGone_isNone() throws IOException {
    bring(FIRST.whole());
    assertReady(FIRST);
    bring(FIRST.tombstone());
    assertThat(ready.of("checkout")).isNull();
  }

  @Test
  void of_whatAnotherTopicDoesNotHave_isNone() throws IOException {
    bring(FIRST.whole());
    assertReady(FIRST);
    store.feed().follow(Topic.MERGED, new Origin("cluster", "another"));
    assertReady(FIRST);
    store.feed().finishRebuild();
    assertThat(ready.of("checkout")).isNull();
  }

  @Test
  void of_statusOfTheTag_changesNothing() throws IOException {
    bring(FIRST.whole());
    ReadyProfile before = ready.of("checkout");
    store.feed().follow(Topic.STATUS, new Origin("cluster", "topic"));
    bring(new Generation.Message(Topic.STATUS, "checkout".getBytes(US_ASCII), new byte[0]));
    assertThat(before).isNotNull();
    assertThat(ready.of("checkout")).isSameAs(before);
  }

  @Test
  void of_moreThanItsMemory_forgetsThoseLongestNotAskedFor() throws IOException {
    ready = with("5KB");
    for (String tag : new String[] {"a", "b", "c"}) {
      bring(Generation.of(tag, 1).whole());
    }
    ReadyProfile a = ready.of("a");
    ReadyProfile b = ready.of("b");
    assertThat(ready.of("a")).isSameAs(a);
    ReadyProfile c = ready.of("c");
    assertThat(ready.of("c")).isSameAs(c);
    assertThat(ready.of("a")).isSameAs(a);
    assertThat(ready.of("b")).isNotSameAs(b);
  }

  @Test
  void of_largeProfile_isNone() throws IOException {
    bring(Generation.of("large", "", 1, MIB, 10).whole());
    assertThat(ready.of("large")).isNull();
  }

  @Test
  void of_withoutMemory_isNone() throws IOException {
    ready = with("0MB");
    bring(FIRST.whole());
    assertThat(ready.of("checkout")).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "unknown", "..", "a/b", "checkout@sha256:0123456789ab", "%63heckout"})
  void of_whatIsNoTagWithAProfile_isNone(String tag) throws IOException {
    bring(FIRST.whole());
    assertThat(ready.of(tag)).isNull();
  }

  @Test
  void of_storeThatFails_isNone() throws IOException {
    bring(FIRST.whole());
    store.close();
    assertThat(ready.of("checkout")).isNull();
  }
}
