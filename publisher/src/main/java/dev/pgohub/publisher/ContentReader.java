package dev.pgohub.publisher;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.pgohub.publisher.PublicationException.Reason;
import dev.pgohub.schemas.Edition;
import dev.pgohub.schemas.MergedProfileKey;
import dev.pgohub.schemas.ProfileMode;
import dev.pgohub.schemas.ProfileTag;
import dev.pgohub.schemas.TagPartition;
import dev.pgohub.schemas.Topic;
import dev.pgohub.schemas.proto.MergedProfile;
import dev.pgohub.schemas.proto.ProfileFacts;
import dev.pgohub.schemas.proto.ProfilePart;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Reads the content of one generation from the topics. Not thread-safe. */
final class ContentReader implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration SILENCE = Duration.ofSeconds(30);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final int maxBytes;

  /**
   * @param maxBytes of a default.pgo
   */
  ContentReader(KafkaConsumer<byte[], byte[]> consumer, int maxBytes) {
    this.consumer = consumer;
    this.maxBytes = maxBytes;
  }

  /**
   * The current generation.
   *
   * @throws PublicationException when it is not there any more, or not whole
   */
  Generation current(ProfileTag tag, CurrentGenerations.Place place) throws PublicationException {
    TopicPartition partition = new TopicPartition(Topic.MERGED.topicName(), place.partition());
    MergedProfileKey key = MergedProfileKey.of(tag, ProfileMode.NONE);
    return read(partition, place.from(), place.to() + 1, key, place.digest())
        .orElseThrow(() -> none(tag, place.digest(), "has just been replaced"));
  }

  /**
   * An earlier generation; looks through the partition of the tag.
   *
   * @throws PublicationException when it is not kept, or not whole
   */
  Generation earlier(ProfileTag tag, ByteString digest) throws PublicationException {
    String topic = Topic.GENERATIONS.topicName();
    int partitions = consumer.partitionsFor(topic).size();
    TopicPartition partition = new TopicPartition(topic, TagPartition.of(tag, partitions));
    long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
    Edition edition = Edition.ofDigest(Digests.hex(digest.toByteArray()));
    MergedProfileKey key = MergedProfileKey.of(tag, ProfileMode.NONE, edition);
    return read(partition, 0, end, key, digest)
        .orElseThrow(() -> none(tag, digest, "is not kept in " + topic));
  }

  private Optional<Generation> read(
      TopicPartition partition, long from, long end, MergedProfileKey key, ByteString digest)
      throws PublicationException {
    consumer.assign(List.of(partition));
    if (from == 0) {
      consumer.seekToBeginning(List.of(partition));
    } else {
      consumer.seek(partition, from);
    }
    Pieces pieces = new Pieces(digest);
    long heardNanos = System.nanoTime();
    long position = 0;
    while ((position = consumer.position(partition, SILENCE)) < end) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        Optional<Generation> whole = take(record, key, pieces);
        if (whole.isPresent()) {
          return whole;
        }
      }
      if (consumer.position(partition, SILENCE) > position) {
        heardNanos = System.nanoTime();
      } else if (System.nanoTime() - heardNanos > SILENCE.toNanos()) {
        throw new PublicationException(Reason.NO_CONTENT, "the broker does not answer");
      }
    }
    return Optional.empty();
  }

  private Optional<Generation> take(
      ConsumerRecord<byte[], byte[]> record, MergedProfileKey wanted, Pieces pieces)
      throws PublicationException {
    byte @Nullable [] value = record.value();
    MergedProfileKey key = key(record.key());
    if (key == null || value == null || !key.withPart(0).equals(wanted.withPart(0))) {
      return Optional.empty();
    }
    try {
      if (key.part() != MergedProfileKey.WHOLE) {
        pieces.add(ProfilePart.parseFrom(value));
        return Optional.empty();
      }
      MergedProfile profile = MergedProfile.parseFrom(value);
      if (!profile.getFacts().getDigest().equals(pieces.digest)) {
        return Optional.empty();
      }
      ByteString content = profile.getParts() == 0 ? profile.getDefaultPgo() : pieces.joined;
      return Optional.of(whole(wanted.tag(), profile.getFacts(), content));
    } catch (InvalidProtocolBufferException e) {
      return Optional.empty();
    }
  }

  private Generation whole(ProfileTag tag, ProfileFacts facts, ByteString content)
      throws PublicationException {
    if (content.size() > maxBytes) {
      throw none(
          tag, facts.getDigest(), "has more than PGOHUB_MAX_DEFAULT_PGO, " + maxBytes + " bytes");
    }
    byte[] bytes = content.toByteArray();
    String digest = Digests.hex(facts.getDigest().toByteArray());
    if (!digest.equals(Digests.hex(Digests.sha256(bytes)))) {
      throw none(tag, facts.getDigest(), "is not whole in the topic");
    }
    return new Generation(
        tag,
        facts.getGeneration(),
        digest,
        facts.getWeight(),
        facts.getEdges(),
        Instant.ofEpochMilli(facts.getPublishedUnixMillis()),
        bytes);
  }

  private static @Nullable MergedProfileKey key(byte @Nullable [] bytes) {
    try {
      return bytes == null ? null : MergedProfileKey.parse(bytes);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static PublicationException none(ProfileTag tag, ByteString digest, String what) {
    return new PublicationException(
        Reason.NO_CONTENT, tag + "@sha256:" + Digests.hex(digest.toByteArray()) + " " + what);
  }

  /** The parts of one generation in their order, as far as they hold the default.pgo. */
  private final class Pieces {

    private final ByteString digest;
    private ByteString joined = ByteString.EMPTY;
    private long wanted;
    private int next;

    Pieces(ByteString digest) {
      this.digest = digest;
    }

    void add(ProfilePart part) {
      if (!part.getDigest().equals(digest)) {
        return;
      }
      if (part.getIndex() == 0) {
        joined = ByteString.EMPTY;
        wanted = Math.min(part.getDefaultPgoBytes(), maxBytes + 1L);
        next = 0;
      }
      if (part.getIndex() == next) {
        next++;
        long missing = wanted - joined.size();
        joined =
            joined.concat(
                part.getContent().substring(0, (int) Math.min(missing, part.getContent().size())));
      }
    }
  }

  @Override
  public void close() {
    consumer.close();
  }
}
