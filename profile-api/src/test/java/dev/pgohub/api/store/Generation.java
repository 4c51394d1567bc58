package dev.pgohub.api.store;

import com.google.protobuf.ByteString;
import dev.pgohub.schemas.Edition;
import dev.pgohub.schemas.MergedProfileKey;
import dev.pgohub.schemas.ProfileMode;
import dev.pgohub.schemas.ProfileTag;
import dev.pgohub.schemas.Topic;
import dev.pgohub.schemas.proto.MergedProfile;
import dev.pgohub.schemas.proto.NamedWeight;
import dev.pgohub.schemas.proto.OffsetRange;
import dev.pgohub.schemas.proto.ProfileFacts;
import dev.pgohub.schemas.proto.ProfilePart;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A generation made for a test, and the records that carry it. */
public record Generation(
    ProfileTag tag, ProfileMode mode, long number, byte[] defaultPgo, byte[] stacks) {

  /** A record of a topic. */
  public record Message(Topic topic, byte[] key, byte[] value) {
    /** A record of {@code merged-profiles}. */
    public Message(byte[] key, byte[] value) {
      this(Topic.MERGED, key, value);
    }
  }

  public static Generation of(String tag, String mode, long number, int pgoBytes, int stackBytes) {
    Random random = new Random(31L * number + tag.hashCode() * 17L + mode.hashCode());
    byte[] defaultPgo = new byte[pgoBytes];
    random.nextBytes(defaultPgo);
    byte[] stacks = new byte[stackBytes];
    random.nextBytes(stacks);
    return new Generation(ProfileTag.of(tag), ProfileMode.of(mode), number, defaultPgo, stacks);
  }

  public static Generation of(String tag, long number) {
    return of(tag, "", number, 1000, 500);
  }

  public Digest digest() {
    return Digest.of(ByteString.copyFrom(defaultPgo));
  }

  public Digest stacksDigest() {
    return Digest.of(ByteString.copyFrom(stacks));
  }

  public ProfileFacts facts() {
    return ProfileFacts.newBuilder()
        .setGeneration(number)
        .setDigest(digest().bytes())
        .setWeight(1000 * number)
        .setFragments(7)
        .setEdges(42)
        .setEdgeWeight(900 * number)
        .setStacks(99)
        .setFirstStartUnixNanos(1_700_000_000_000_000_000L)
        .setLastStartUnixNanos(1_700_000_600_500_000_000L)
        .setPublishedUnixMillis(1_700_000_700_123L)
        .setDurationNanos(90_000_000_000L)
        .setWhy("changed")
        .putPolicy("stitch", "sum")
        .setInstances(5)
        .addBuilds(NamedWeight.newBuilder().setName("v1").setWeight(10))
        .addModes(NamedWeight.newBuilder().setWeight(10))
        .addOffsets(OffsetRange.newBuilder().setPartition(4).setFirst(10).setLast(20))
        .setEngineVersion(1)
        .build();
  }

  public MergedProfile.Builder envelope() {
    return MergedProfile.newBuilder().setTag(tag.value()).setMode(mode.value()).setFacts(facts());
  }

  /** All in one record. */
  public Message whole() {
    return whole(Edition.CURRENT);
  }

  /** All in one record, under an edition. */
  public Message whole(Edition edition) {
    return message(
        MergedProfileKey.of(tag, mode, edition),
        envelope()
            .setDefaultPgo(ByteString.copyFrom(defaultPgo))
            .setStacks(ByteString.copyFrom(stacks))
            .build()
            .toByteArray());
  }

  /** Parts of at most so many bytes, then the record that needs them. */
  public List<Message> inParts(int partBytes) {
    return inParts(Edition.CURRENT, partBytes);
  }

  /** The same under an edition. */
  public List<Message> inParts(Edition edition, int partBytes) {
    ByteString all = ByteString.copyFrom(defaultPgo).concat(ByteString.copyFrom(stacks));
    List<Message> messages = new ArrayList<>();
    for (int at = 0; at < all.size(); at += partBytes) {
      int index = messages.size();
      ProfilePart.Builder part =
          ProfilePart.newBuilder()
              .setDigest(digest().bytes())
              .setIndex(index)
              .setContent(all.substring(at, Math.min(all.size(), at + partBytes)));
      if (index == 0) {
        part.setDefaultPgoBytes(defaultPgo.length);
      }
      messages.add(
          message(
              MergedProfileKey.of(tag, mode, edition).withPart(index), part.build().toByteArray()));
    }
    MergedProfile whole = envelope().setParts(messages.size()).build();
    messages.add(message(MergedProfileKey.of(tag, mode, edition), whole.toByteArray()));
    return messages;
  }

  public Message tombstone() {
    return tombstone(Edition.CURRENT);
  }

  public Message tombstone(Edition edition) {
    return message(MergedProfileKey.of(tag, mode, edition), null);
  }

  /** The edition under which it is kept. */
  public Edition edition() {
    return Edition.ofDigest(digest().hex());
  }

  public ProfileName name() {
    return ProfileName.current(tag, mode);
  }

  private static Message message(MergedProfileKey key, byte[] value) {
    Topic topic = key.edition().isDigest() ? Topic.GENERATIONS : Topic.MERGED;
    return new Message(topic, key.toBytes(), value);
  }
}
