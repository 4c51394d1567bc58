package dev.pgohub.api.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.pgohub.schemas.Edition;
import dev.pgohub.schemas.ProfileMode;
import dev.pgohub.schemas.ProfileTag;
import dev.pgohub.schemas.Topic;
import dev.pgohub.schemas.proto.MergedProfile;
import dev.pgohub.schemas.proto.ProfilePart;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProfileStoreTest {

  private static final int MIB = 1 << 20;
  private static final Origin TOPIC = new Origin("cluster", "topic");

  @TempDir Path dir;
  private ProfileStore store;
  private long offset;

  @BeforeEach
  void open() {
    store = ProfileStore.open(dir, 8 * MIB, 4 * MIB, new RejectionLimits(3, 10));
    store.feed().follow(Topic.MERGED, TOPIC);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private void reopen() {
    store.close();
    open();
  }

  private Applied bring(Generation.Message message) {
    return store.feed().apply(message.topic(), 0, offset++, message.key(), message.value());
  }

  private List<Applied> bring(List<Generation.Message> messages) {
    return messages.stream().map(this::bring).toList();
  }

  private static byte[] read(OpenProfile open, ContentKind kind) throws IOException {
    var out = new ByteArrayOutputStream();
    open.read(
        kind,
        piece -> {
          assertThat(piece.length).isBetween(1, StagedContent.CHUNK_BYTES);
          out.write(piece);
        });
    return out.toByteArray();
  }

  private void assertServed(Generation generation) throws IOException {
    try (OpenProfile open = store.open(generation.name()).orElseThrow()) {
      StoredProfile profile = open.profile();
      assertThat(profile.facts()).isEqualTo(generation.facts());
      assertThat(profile.tag()).isEqualTo(generation.tag());
      assertThat(profile.mode()).isEqualTo(generation.mode());
      assertThat(profile.defaultPgo().digest()).isEqualTo(generation.digest());
      assertThat(profile.stacks().digest()).isEqualTo(generation.stacksDigest());
      assertThat(profile.defaultPgo().bytes()).isEqualTo(generation.defaultPgo().length);
      assertThat(profile.stacks().bytes()).isEqualTo(generation.stacks().length);
      assertThat(read(open, ContentKind.DEFAULT_PGO)).isEqualTo(generation.defaultPgo());
      assertThat(read(open, ContentKind.STACKS)).isEqualTo(generation.stacks());
    }
  }

  private void assertNotServed(Generation generation) {
    assertThat(store.find(generation.name())).isEmpty();
    assertThat(store.open(generation.name())).isEmpty();
  }

  /** Every key that is not about the copy itself. */
  private List<String> contentKeys() {
    store.close();
    List<String> keys = new ArrayList<>();
    try (Rocks rocks = new Rocks(dir, 8 * MIB, 4 * MIB)) {
      for (byte space : new byte[] {'c', 's'}) {
        byte[] prefix = {space};
        rocks.scan(prefix, prefix, (key, value) -> keys.add(new String(key, UTF_8)));
      }
    }
    open();
    return keys;
  }

  @Test
  void generation_inOneRecord_isServed() throws IOException {
    Generation generation = Generation.of("checkout", "", 1, 700_000, 1_300_000);
    assertThat(bring(generation.whole())).isEqualTo(Applied.STORED);
    assertServed(generation);
  }

  @Test
  void generation_withoutContent_isServedEmpty() throws IOException {
    Generation generation = Generation.of("checkout", "", 1, 0, 0);
    assertThat(bring(generation.whole())).isEqualTo(Applied.STORED);
    assertServed(generation);
  }

  @Test
  void newerGeneration_replacesTheOlderAndItsContent() throws IOException {
    bring(Generation.of("checkout", "", 1, 700_000, 700_000).whole());
    Generation second = Generation.of("checkout", "", 2, 100, 100);
    bring(second.whole());
    assertServed(second);
    assertThat(contentKeys()).hasSize(2);
  }

  @Test
  void modes_haveTheirOwnGenerations() throws IOException {
    Generation union = Generation.of("checkout", "", 1, 10, 10);
    Generation serve = Generation.of("checkout", "serve", 5, 10, 10);
    bring(union.whole());
    bring(serve.whole());
    assertServed(union);
    assertServed(serve);
    assertThat(store.find(ProfileName.current(ProfileTag.of("checkout"), ProfileMode.of("batch"))))
        .isEmpty();
    assertThat(store.ofTag(ProfileTag.of("checkout"), Edition.CURRENT))
        .extracting(profile -> profile.mode().value())
        .containsExactly("", "serve");
  }

  @Test
  void reopened_servesAndGoesOnAtTheNextOffset() throws IOException {
    Generation generation = Generation.of("checkout", 3);
    bring(generation.whole());
    store.feed().apply(Topic.MERGED, 7, 41, generation.tombstone().key(), new byte[] {1, 2, 3});
    reopen();
    assertServed(generation);
    assertThat(store.feed().nextOffset(Topic.MERGED, 0)).isEqualTo(1);
    assertThat(store.feed().nextOffset(Topic.MERGED, 7)).isEqualTo(42);
    assertThat(store.feed().nextOffset(Topic.MERGED, 1)).isZero();
    assertThat(store.profiles()).isEqualTo(1);
    assertThat(store.contentBytes()).isEqualTo(1500);
  }

  @Test
  void record_broughtAgain_isPassedOver() throws IOException {
    Generation first = Generation.of("checkout", 1);
    Generation second = Generation.of("checkout", 2);
    bring(first.whole());
    bring(second.whole());
    assertThat(store.feed().apply(Topic.MERGED, 0, 0, first.whole().key(), first.whole().value()))
        .isEqualTo(Applied.SEEN);
    assertServed(second);
  }

  @Test
  void wrongDigest_keepsTheLastGoodOne() throws IOException {
    Generation good = Generation.of("checkout", 1);
    bring(good.whole());
    Generation next = Generation.of("checkout", 2);
    MergedProfile bad =
        next.envelope().setDefaultPgo(ByteString.copyFromUtf8("something else")).build();
    assertThat(store.feed().apply(Topic.MERGED, 0, offset++, next.whole().key(), bad.toByteArray()))
        .isEqualTo(Applied.BAD_DIGEST);
    assertServed(good);
    assertThat(store.feed().nextOffset(Topic.MERGED, 0)).isEqualTo(2);
  }

  @Test
  void parts_areServedWhenTheirRecordArrives() throws IOException {
    Generation generation = Generation.of("checkout", "", 1, 700_001, 1_500_003);
    List<Generation.Message> messages = generation.inParts(300_000);
    List<Generation.Message> parts = messages.subList(0, messages.size() - 1);
    assertThat(bring(parts)).containsOnly(Applied.STAGED);
    assertNotServed(generation);
    assertThat(bring(messages.get(messages.size() - 1))).isEqualTo(Applied.STORED);
    assertServed(generation);
  }

  @Test
  void parts_outliveAReopening() throws IOException {
    Generation generation = Generation.of("checkout", "serve", 1, 900_000, 900_000);
    for (Generation.Message message : generation.inParts(400_000)) {
      bring(message);
      reopen();
    }
    assertServed(generation);
    assertThat(contentKeys()).noneMatch(key -> key.startsWith("s"));
  }

  @Test
  void parts_thatAreMissing_keepTheLastGoodOne() throws IOException {
    Generation good = Generation.of("checkout", 1);
    bring(good.whole());
    List<Generation.Message> messages =
        new ArrayList<>(Generation.of("checkout", "", 2, 1000, 1000).inParts(600));
    messages.remove(1);
    assertThat(bring(messages))
        .containsExactly(
            Applied.STAGED, Applied.INCOMPLETE, Applied.INCOMPLETE, Applied.INCOMPLETE);
    assertServed(good);
  }

  @Test
  void parts_ofAnotherGeneration_areNotMixed() throws IOException {
    List<Generation.Message> second = Generation.of("checkout", "", 2, 1000, 1000).inParts(600);
    Generation third = Generation.of("checkout", "", 3, 1000, 1000);
    List<Generation.Message> thirdParts = third.inParts(600);
    bring(second.get(0));
    assertThat(bring(thirdParts.get(1))).isEqualTo(Applied.INCOMPLETE);
    assertThat(bring(second.get(second.size() - 1))).isEqualTo(Applied.INCOMPLETE);
    assertThat(bring(thirdParts)).endsWith(Applied.STORED);
    assertServed(third);
    assertThat(contentKeys()).noneMatch(key -> key.startsWith("s"));
  }

  @Test
  void parts_withAWrongDigest_keepTheLastGoodOneAndAreForgotten() throws IOException {
    Generation good = Generation.of("checkout", 1);
    bring(good.whole());
    Generation next = Generation.of("checkout", "", 2, 1000, 1000);
    byte[] altered = next.defaultPgo().clone();
    List<Generation.Message> messages = new ArrayList<>(next.inParts(600));
    altered[0]++;
    Generation liar = new Generation(next.tag(), next.mode(), 2, altered, next.stacks());
    byte[] part =
        ProfilePart.newBuilder()
            .setDigest(next.digest().bytes())
            .setContent(ByteString.copyFrom(liar.defaultPgo(), 0, 600))
            .setDefaultPgoBytes(1000)
            .build()
            .toByteArray();
    messages.set(0, new Generation.Message(messages.get(0).key(), part));
    assertThat(bring(messages)).endsWith(Applied.BAD_DIGEST);
    assertServed(good);
    assertThat(contentKeys()).hasSize(2);
  }

  @Test
  void partsWithTheDigestThatIsServed_changeNothingBeforeTheirRecord() throws IOException {
    Generation first = Generation.of("checkout", "", 1, 1000, 5000);
    bring(first.inParts(700));
    Generation second =
        new Generation(first.tag(), first.mode(), 2, first.defaultPgo(), new byte[4000]);
    List<Generation.Message> messages = second.inParts(700);
    bring(messages.subList(0, messages.size() - 1));
    assertServed(first);
    bring(messages.get(messages.size() - 1));
    assertServed(second);
  }

  @Test
  void tombstone_deletesAllOfIt() {
    Generation generation = Generation.of("checkout", "", 1, 700_000, 10);
    bring(generation.whole());
    bring(Generation.of("checkout", "", 2, 700_000, 10).inParts(100_000).get(0));
    assertThat(bring(generation.tombstone())).isEqualTo(Applied.DELETED);
    assertNotServed(generation);
    assertThat(contentKeys()).isEmpty();
    assertThat(store.profiles()).isZero();
    assertThat(store.contentBytes()).isZero();
  }

  @Test
  void tombstoneOfNothing_isHarmless() {
    assertThat(bring(Generation.of("checkout", 1).tombstone())).isEqualTo(Applied.DELETED);
    assertThat(store.profiles()).isZero();
  }

  @Test
  void openProfile_staysReadableWhenReplacedAndDeleted() throws IOException {
    Generation first = Generation.of("checkout", "", 1, 900_000, 900_000);
    bring(first.whole());
    try (OpenProfile open = store.open(first.name()).orElseThrow()) {
      bring(Generation.of("checkout", "", 2, 900_000, 900_000).whole());
      bring(first.tombstone());
      assertThat(read(open, ContentKind.DEFAULT_PGO)).isEqualTo(first.defaultPgo());
      assertThat(read(open, ContentKind.STACKS)).isEqualTo(first.stacks());
    }
  }

  @Test
  void record_thatIsNotOurs_changesOnlyTheOffset() throws IOException {
    Generation good = Generation.of("checkout", 1);
    bring(good.whole());
    byte[] key = good.whole().key();
    byte[] garbage = "<html>".getBytes(UTF_8);
    byte[] other = Generation.of("other", 1).whole().value();
    byte[] noDigest = MergedProfile.newBuilder().setTag("checkout").build().toByteArray();
    assertThat(store.feed().apply(Topic.MERGED, 0, offset++, null, garbage))
        .isEqualTo(Applied.UNREADABLE);
    assertThat(store.feed().apply(Topic.MERGED, 0, offset++, garbage, garbage))
        .isEqualTo(Applied.UNREADABLE);
    assertThat(store.feed().apply(Topic.MERGED, 0, offset++, key, garbage))
        .isEqualTo(Applied.UNREADABLE);
    assertThat(store.feed().apply(Topic.MERGED, 0, offset++, key, other))
        .isEqualTo(Applied.UNREADABLE);
    assertThat(store.feed().apply(Topic.MERGED, 0, offset++, key, noDigest))
        .isEqualTo(Applied.UNREADABLE);
    assertThat(store.feed().apply(Topic.MERGED, 0, offset++, "t\0\0x".getBytes(UTF_8), other))
        .isEqualTo(Applied.UNREADABLE);
    assertServed(good);
    assertThat(store.feed().nextOffset(Topic.MERGED, 0)).isEqualTo(offset);
  }

  @Test
  void editions_liveSideBySide() throws IOException {
    Generation first = Generation.of("checkout", "", 1, 700_000, 100);
    Generation second = Generation.of("checkout", "", 2, 1000, 100);
    Generation live = Generation.of("checkout", "", 0, 900, 90);
    bring(first.whole(first.edition()));
    bring(second.inParts(second.edition(), 400));
    bring(second.whole());
    bring(live.inParts(Edition.LIVE, 300));
    assertServed(second);
    assertThat(store.find(ProfileName.live(live.tag(), live.mode())).orElseThrow().facts())
        .isEqualTo(live.facts());
    assertThat(store.profiles()).isEqualTo(4);
    bring(first.tombstone(first.edition()));
    bring(live.tombstone(Edition.LIVE));
    assertThat(store.withDigest(first.tag(), "", 10))
        .extracting(p -> p.facts().getGeneration())
        .containsExactly(2L);
    assertServed(second);
    assertThat(store.profiles()).isEqualTo(2);
  }

  @Test
  void edition_mustBeInItsTopicAndHaveItsDigest() {
    Generation one = Generation.of("checkout", 1);
    Generation.Message kept = one.whole(one.edition());
    assertThat(apply(Topic.MERGED, kept)).isEqualTo(Applied.UNREADABLE);
    assertThat(apply(Topic.GENERATIONS, one.whole())).isEqualTo(Applied.UNREADABLE);
    Edition other = Generation.of("checkout", 2).edition();
    assertThat(bring(one.whole(other))).isEqualTo(Applied.BAD_DIGEST);
    assertThat(bring(one.inParts(other, 700))).endsWith(Applied.BAD_DIGEST);
    assertThat(store.profiles()).isZero();
  }

  private Applied apply(Topic topic, Generation.Message message) {
    return store.feed().apply(topic, 0, offset++, message.key(), message.value());
  }

  @Test
  void generations_comeNewestFirstPageByPage() {
    for (int number : new int[] {3, 1, 12, 11}) {
      Generation generation = Generation.of("checkout", number);
      bring(generation.whole(generation.edition()));
      Generation other = Generation.of("checkout", "serve", number + 1, 10, 10);
      bring(other.whole(other.edition()));
    }
    assertThat(numbers("", Long.MAX_VALUE, 10)).containsExactly(12L, 11L, 3L, 1L);
    assertThat(numbers("", 11, 2)).containsExactly(11L, 3L);
    assertThat(numbers("", 10, 1)).containsExactly(3L);
    assertThat(numbers("", 0, 10)).isEmpty();
    assertThat(numbers("serve", Long.MAX_VALUE, 10)).containsExactly(13L, 12L, 4L, 2L);
    assertThat(numbers("other", Long.MAX_VALUE, 10)).isEmpty();
  }

  private List<Long> numbers(String mode, long highest, int limit) {
    return store
        .generations(ProfileTag.of("checkout"), ProfileMode.of(mode), highest, limit)
        .stream()
        .map(profile -> profile.facts().getGeneration())
        .toList();
  }

  @Test
  void generation_publishedAgain_hasItsLatestNumber() {
    Generation first = Generation.of("checkout", 1);
    Generation again =
        new Generation(first.tag(), first.mode(), 5, first.defaultPgo(), first.stacks());
    bring(first.whole(first.edition()));
    bring(again.whole(again.edition()));
    assertThat(numbers("", Long.MAX_VALUE, 10)).containsExactly(5L);
    bring(again.tombstone(again.edition()));
    assertThat(numbers("", Long.MAX_VALUE, 10)).isEmpty();
  }

  @Test
  void copyOfAnotherVersion_isBegunAnew() {
    bring(Generation.of("checkout", 1).whole());
    store.close();
    try (Rocks rocks = new Rocks(dir, 8 * MIB, 4 * MIB)) {
      rocks.put(StoreKeys.FORM, Rocks.bytes(1));
    }
    open();
    assertThat(store.profiles()).isZero();
    assertThat(store.feed().nextOffset(Topic.MERGED, 0)).isZero();
    bring(Generation.of("checkout", 1).whole());
    reopen();
    assertThat(store.profiles()).isEqualTo(1);
  }

  @Test
  void anotherTopic_leavesTheOthersAlone() {
    Generation kept = Generation.of("checkout", 1);
    bring(kept.whole(kept.edition()));
    bring(kept.whole());
    store.feed().rebuild(Topic.MERGED, "for a test");
    store.feed().finishRebuild();
    assertThat(store.find(kept.name())).isEmpty();
    assertThat(numbers("", Long.MAX_VALUE, 10)).containsExactly(1L);
    assertThat(store.feed().nextOffset(Topic.GENERATIONS, 0)).isEqualTo(1);
  }

  @Test
  void sameTopic_goesOn() {
    bring(Generation.of("checkout", 1).whole());
    store.feed().follow(Topic.MERGED, TOPIC);
    assertThat(store.feed().nextOffset(Topic.MERGED, 0)).isEqualTo(1);
  }

  @Test
  void anotherTopic_isReadFromTheBeginningWhileTheOldIsServed() throws IOException {
    Generation gone = Generation.of("gone", 1);
    Generation stays = Generation.of("stays", 1);
    bring(gone.whole());
    bring(stays.whole());
    bring(Generation.of("half", "", 1, 1000, 0).inParts(600).get(0));
    store.feed().follow(Topic.MERGED, new Origin("cluster", "another"));
    assertThat(store.feed().nextOffset(Topic.MERGED, 0)).isZero();
    assertServed(gone);
    offset = 0;
    Generation now = Generation.of("stays", 2);
    bring(now.whole());
    Generation added = Generation.of("new", 1);
    bring(added.whole());
    assertServed(gone);
    store.feed().finishRebuild();
    assertNotServed(gone);
    assertServed(now);
    assertServed(added);
    assertThat(store.profiles()).isEqualTo(2);
    assertThat(contentKeys()).hasSize(4);
  }

  @Test
  void rebuild_cutShort_isFinishedAfterAReopening() throws IOException {
    Generation gone = Generation.of("gone", 1);
    bring(gone.whole());
    store.feed().rebuild(Topic.MERGED, "for a test");
    Origin kept = TOPIC;
    reopen();
    store.feed().follow(Topic.MERGED, kept);
    assertThat(store.feed().nextOffset(Topic.MERGED, 0)).isZero();
    assertServed(gone);
    offset = 0;
    bring(Generation.of("stays", 1).whole());
    store.feed().finishRebuild();
    assertNotServed(gone);
    store.feed().finishRebuild();
    assertThat(store.profiles()).isEqualTo(1);
  }

  @Test
  void secondStore_onTheSameDirectory_isRefusedClearly() {
    assertThatThrownBy(() -> ProfileStore.open(dir, MIB, MIB, new RejectionLimits(3, 10)))
        .isInstanceOf(StoreException.class)
        .hasMessage("the data directory " + dir + " is in use by another process");
  }

  @Test
  void directory_thatIsAFile_isRefusedClearly() throws IOException {
    Path file = Files.writeString(dir.resolve("file"), "");
    assertThatThrownBy(
            () -> ProfileStore.open(file.resolve("sub"), MIB, MIB, new RejectionLimits(3, 10)))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("cannot be created");
  }

  @Test
  void closed_failsInsteadOfCrashing() {
    Generation generation = Generation.of("checkout", 1);
    bring(generation.whole());
    OpenProfile open = store.open(generation.name()).orElseThrow();
    store.close();
    assertThatThrownBy(() -> store.find(generation.name())).isInstanceOf(StoreException.class);
    assertThatThrownBy(() -> open.read(ContentKind.STACKS, piece -> {}))
        .isInstanceOf(StoreException.class);
    open.close();
    store.close();
    open();
  }
}
