package dev.pgohub.api.store;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import dev.pgohub.schemas.ControlKey;
import dev.pgohub.schemas.ControlKey.Kind;
import dev.pgohub.schemas.ProfileTag;
import dev.pgohub.schemas.Topic;
import dev.pgohub.schemas.proto.Fragment;
import dev.pgohub.schemas.proto.Hold;
import dev.pgohub.schemas.proto.PublicationResult;
import dev.pgohub.schemas.proto.PublicationTarget;
import dev.pgohub.schemas.proto.Rejection;
import dev.pgohub.schemas.proto.TagPolicy;
import dev.pgohub.schemas.proto.TagStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the topics besides the profiles say. */
class TagNotesTest {

  private static final ProfileTag TAG = ProfileTag.of("checkout");
  private static final Origin ORIGIN = new Origin("cluster", "topic");

  @TempDir Path dir;
  private ProfileStore store;
  private long offset;

  @BeforeEach
  void open() {
    store = ProfileStore.open(dir, 8 << 20, 4 << 20, new RejectionLimits(3, 5));
    store.feed().follow(Topic.POLICIES, ORIGIN);
    store.feed().follow(Topic.STATUS, ORIGIN);
    store.feed().follow(Topic.REJECTIONS, ORIGIN);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private void reopen() {
    store.close();
    open();
  }

  private Applied bring(Topic topic, byte[] key, MessageLite value) {
    byte[] bytes = value == null ? null : value.toByteArray();
    return store.feed().apply(topic, 0, offset++, key, bytes);
  }

  private Applied control(Kind kind, MessageLite value) {
    return bring(Topic.POLICIES, new ControlKey(TAG, kind).toBytes(), value);
  }

  private Applied status(String tag) {
    TagStatus status = TagStatus.newBuilder().setTag(tag).setFragments(7).build();
    return bring(Topic.STATUS, tag.getBytes(US_ASCII), status);
  }

  private Applied reject(String tag, String reason) {
    Fragment fragment =
        Fragment.newBuilder()
            .setFragmentId("id-" + offset)
            .setInstance("i".repeat(5000))
            .setPprof(ByteString.copyFromUtf8("12345"))
            .build();
    Rejection rejection =
        Rejection.newBuilder()
            .setReason(reason)
            .setDetail("detail")
            .setOffset(1000 + offset)
            .setPartition(4)
            .setArrivedUnixMillis(99)
            .setValue(fragment.toByteString())
            .build();
    return bring(Topic.REJECTIONS, tag.getBytes(US_ASCII), rejection);
  }

  private List<Long> offsets(String tag) {
    return store.notes().rejections(ProfileTag.of(tag), "", 100).stream()
        .map(StoredRejection::offset)
        .toList();
  }

  @Test
  void whatIsSaid_isKeptUntilItIsTakenBack() {
    TagPolicy policy = TagPolicy.newBuilder().putFields("stitch", "sum").build();
    Hold hold = Hold.newBuilder().setDigest(Digest.OF_NOTHING.bytes()).setReason("why").build();
    PublicationTarget target = PublicationTarget.newBuilder().setBranch("main").build();
    PublicationResult result = PublicationResult.newBuilder().setCommit("abc").build();
    control(Kind.POLICY, policy);
    control(Kind.HOLD, hold);
    control(Kind.PUBLICATION, target);
    control(Kind.PUBLISHED, result);
    assertThat(status("checkout")).isEqualTo(Applied.STORED);
    reopen();
    TagNotes notes = store.notes();
    assertThat(notes.policy(TAG)).contains(policy);
    assertThat(notes.hold(TAG)).contains(hold);
    assertThat(notes.publication(TAG)).contains(target);
    assertThat(notes.published(TAG)).contains(result);
    assertThat(notes.status(TAG).orElseThrow().getFragments()).isEqualTo(7);
    assertThat(control(Kind.HOLD, null)).isEqualTo(Applied.DELETED);
    assertThat(notes.hold(TAG)).isEmpty();
    assertThat(notes.policy(TAG)).contains(policy);
  }

  @Test
  void whatIsNotOurs_changesNothing() {
    byte[] unknownKind = "checkout\0other".getBytes(US_ASCII);
    assertThat(bring(Topic.POLICIES, unknownKind, TagPolicy.getDefaultInstance()))
        .isEqualTo(Applied.UNREADABLE);
    assertThat(control(Kind.HOLD, Hold.getDefaultInstance())).isEqualTo(Applied.UNREADABLE);
    byte[] html = "<html>".getBytes(UTF_8);
    assertThat(store.feed().apply(Topic.STATUS, 0, offset++, TAG.value().getBytes(UTF_8), html))
        .isEqualTo(Applied.UNREADABLE);
    assertThat(bring(Topic.STATUS, "other".getBytes(US_ASCII), TagStatus.getDefaultInstance()))
        .isEqualTo(Applied.UNREADABLE);
    assertThat(store.notes().isKnown(TAG)).isFalse();
    assertThat(store.feed().nextOffset(Topic.POLICIES, 0)).isEqualTo(2);
  }

  @Test
  void rejections_areRememberedWithoutTheirProfile() {
    reject("checkout", "too_short");
    reopen();
    StoredRejection rejection = store.notes().rejections(TAG, "", 10).get(0);
    assertThat(rejection.reason()).isEqualTo("too_short");
    assertThat(rejection.detail()).isEqualTo("detail");
    assertThat(rejection.partition()).isEqualTo(4);
    assertThat(rejection.offset()).isEqualTo(1000);
    assertThat(rejection.arrivedUnixMillis()).isEqualTo(99);
    assertThat(rejection.fragmentId()).isEqualTo("id-0");
    assertThat(rejection.instance()).hasSize(1001);
    assertThat(rejection.profileBytes()).isEqualTo(5);
    assertThat(rejection.recordBytes()).isGreaterThan(5000);
  }

  @Test
  void rejectionOfSomethingThatIsNoFragment_isRememberedToo() {
    Rejection rejection =
        Rejection.newBuilder()
            .setReason("bad_envelope")
            .setValue(ByteString.copyFromUtf8("<html>"))
            .build();
    assertThat(bring(Topic.REJECTIONS, TAG.value().getBytes(US_ASCII), rejection))
        .isEqualTo(Applied.STORED);
    assertThat(store.notes().rejections(TAG, "", 1).get(0).recordBytes()).isEqualTo(6);
    assertThat(bring(Topic.REJECTIONS, "no tag".getBytes(US_ASCII), rejection))
        .isEqualTo(Applied.UNREADABLE);
  }

  @Test
  void rejections_beyondTheLimits_areForgottenOldestFirst() {
    for (int i = 0; i < 5; i++) {
      reject("a", i % 2 == 0 ? "too_short" : "idle");
    }
    assertThat(offsets("a")).containsExactly(1004L, 1003L, 1002L);
    assertThat(store.notes().rejections(ProfileTag.of("a"), "idle", 9)).hasSize(1);
    assertThat(store.notes().rejections(ProfileTag.of("a"), "", 2)).hasSize(2);
    reject("b", "idle");
    reject("b", "idle");
    reject("b", "idle");
    assertThat(store.rejections()).isEqualTo(5);
    assertThat(offsets("a")).containsExactly(1004L, 1003L);
    reopen();
    assertThat(store.rejections()).isEqualTo(5);
    reject("c", "idle");
    assertThat(offsets("a")).containsExactly(1004L);
  }

  @Test
  void limits_thatWereLowered_areReached() {
    for (String tag : new String[] {"a", "b", "a", "b", "a"}) {
      reject(tag, "idle");
    }
    store.close();
    store = ProfileStore.open(dir, 8 << 20, 4 << 20, new RejectionLimits(1, 2));
    reject("a", "idle");
    assertThat(offsets("a")).containsExactly(1005L);
    assertThat(offsets("b")).containsExactly(1003L);
    assertThat(store.rejections()).isEqualTo(2);
  }

  @Test
  void rejectionsReadAgain_areNotDoubled() {
    reject("a", "idle");
    reject("a", "idle");
    store.feed().rebuild(Topic.REJECTIONS, "for a test");
    offset = 1;
    reject("a", "idle");
    assertThat(store.rejections()).isEqualTo(2);
    store.feed().finishRebuild();
    assertThat(offsets("a")).containsExactly(1001L);
    assertThat(store.rejections()).isEqualTo(1);
    reopen();
    assertThat(store.rejections()).isEqualTo(1);
  }

  @Test
  void otherTopics_replaceWhatTheOldOnesSaid() {
    control(Kind.POLICY, TagPolicy.getDefaultInstance());
    status("gone");
    status("stays");
    assertThat(store.statuses()).isEqualTo(2);
    store.feed().follow(Topic.STATUS, new Origin("cluster", "another"));
    offset = 0;
    status("stays");
    assertThat(store.notes().isKnown(ProfileTag.of("gone"))).isTrue();
    store.feed().finishRebuild();
    assertThat(store.notes().isKnown(ProfileTag.of("gone"))).isFalse();
    assertThat(store.notes().isKnown(ProfileTag.of("stays"))).isTrue();
    assertThat(store.notes().policy(TAG)).isPresent();
    assertThat(store.statuses()).isEqualTo(1);
    reopen();
    assertThat(store.statuses()).isEqualTo(1);
  }

  @Test
  void tags_ofAllTopics_comeInOrderPageByPage() {
    for (String tag : new String[] {"b", "a", "a.b", "A"}) {
      Generation generation = Generation.of(tag, 1);
      for (Generation.Message message :
          List.of(generation.whole(), generation.whole(generation.edition()))) {
        store.feed().apply(message.topic(), 0, offset++, message.key(), message.value());
      }
    }
    status("a-b");
    status("a");
    reject("zz", "idle");
    control(Kind.PUBLICATION, PublicationTarget.getDefaultInstance());
    List<String> seen = new ArrayList<>();
    String after = "";
    do {
      TagNotes.TagNames page = store.notes().tags("", after, tag -> true, 2, 100);
      assertThat(page.names()).hasSizeLessThanOrEqualTo(2);
      seen.addAll(page.names());
      after = page.last();
    } while (!after.isEmpty());
    assertThat(seen).containsExactly("A", "a", "a-b", "a.b", "b", "checkout", "zz");
    assertThat(store.notes().tags("", "a-a", tag -> true, 1, 100).names()).containsExactly("a-b");
    TagNotes.TagNames found = store.notes().tags("", "", tag -> tag.contains("o"), 10, 4);
    assertThat(found).isEqualTo(new TagNotes.TagNames(List.of(), "a.b"));
    assertThat(store.notes().tags("", found.last(), tag -> tag.contains("o"), 10, 4))
        .isEqualTo(new TagNotes.TagNames(List.of("checkout"), ""));
    for (String tag : seen) {
      assertThat(store.notes().isKnown(ProfileTag.of(tag))).isTrue();
    }
    assertThat(store.notes().isKnown(ProfileTag.of("a-"))).isFalse();
  }

  @Test
  void await_endsWhenTheRecordIsThere() throws InterruptedException {
    assertThat(store.feed().await(Topic.POLICIES, 0, 0, Duration.ZERO)).isFalse();
    control(Kind.POLICY, TagPolicy.getDefaultInstance());
    assertThat(store.feed().await(Topic.POLICIES, 0, 0, Duration.ZERO)).isTrue();
  }
}
