package dev.pgohub.api.store;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import dev.pgohub.schemas.Topic;
import dev.pgohub.schemas.proto.Hold;
import dev.pgohub.schemas.proto.MergedProfile;
import dev.pgohub.schemas.proto.ProfileFacts;
import dev.pgohub.schemas.proto.TagPolicy;
import dev.pgohub.schemas.proto.TagStatus;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A record of any topic that the API follows changes the local copy, or nothing; the follower goes
 * on. The first byte names the topic, the second how long the key is.
 */
class TopicRecordFuzzTest {

  private static final Topic[] TOPICS = Topic.values();

  private static ProfileStore store;
  private static long offset;

  static Stream<byte[]> records() {
    byte[] sha = new byte[32];
    MergedProfile merged =
        MergedProfile.newBuilder()
            .setTag("a")
            .setFacts(ProfileFacts.newBuilder().setDigest(ByteString.copyFrom(sha)))
            .setDefaultPgo(ByteString.copyFromUtf8("x"))
            .build();
    return Stream.of(
        record(Topic.MERGED, "a", merged),
        record(Topic.GENERATIONS, "a\0@sha256:" + "00".repeat(32), merged),
        record(Topic.POLICIES, "a", TagPolicy.newBuilder().putFields("stitch", "sum").build()),
        record(Topic.POLICIES, "a\0hold", Hold.newBuilder().setReason("r").build()),
        record(Topic.STATUS, "a", TagStatus.newBuilder().setTag("a").setWeight(1).build()),
        record(Topic.REJECTIONS, "a", TagStatus.getDefaultInstance()));
  }

  private static byte[] record(Topic topic, String key, MessageLite value) {
    var bytes = new ByteArrayOutputStream();
    bytes.write(topic.ordinal());
    bytes.write(key.length());
    bytes.writeBytes(key.getBytes(US_ASCII));
    bytes.writeBytes(value.toByteArray());
    return bytes.toByteArray();
  }

  @MethodSource("records")
  @FuzzTest
  void record(byte[] bytes) throws Exception {
    if (bytes.length < 2) {
      return;
    }
    if (store == null) {
      Path directory = Files.createTempDirectory("records");
      store = ProfileStore.open(directory, 8 << 20, 4 << 20, new RejectionLimits(10, 100));
    }
    int split = Math.min(bytes.length, 2 + (bytes[1] & 0xff));
    byte[] key = Arrays.copyOfRange(bytes, 2, split);
    byte[] value = split == bytes.length ? null : Arrays.copyOfRange(bytes, split, bytes.length);
    Topic topic = TOPICS[(bytes[0] & 0xff) % TOPICS.length];
    assertThat(store.feed().apply(topic, 0, offset++, key, value)).isNotNull();
  }
}
