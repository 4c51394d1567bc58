package dev.pgohub.publisher;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.pgohub.schemas.Edition;
import dev.pgohub.schemas.MergedProfileKey;
import dev.pgohub.schemas.ProfileMode;
import dev.pgohub.schemas.ProfileTag;
import dev.pgohub.schemas.proto.MergedProfile;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the current generations of tags stand in {@code merged-profiles}: of the partitions that
 * this publisher has. The content stays in the topic. Not thread-safe.
 */
final class CurrentGenerations {

  private static final Logger log = LoggerFactory.getLogger(CurrentGenerations.class);

  /**
   * Where a generation stands.
   *
   * @param digest sha256 of its default.pgo
   * @param from offset of its first record
   * @param to offset of its last record, the merged profile itself
   */
  record Place(ByteString digest, int partition, long from, long to) {}

  private final Map<Integer, Map<ProfileTag, Place>> places = new HashMap<>();

  /** Offsets of first parts whose merged profile has not come yet. */
  private final Map<Integer, Map<ProfileTag, Long>> begun = new HashMap<>();

  /** Forgets a partition, whether it comes or goes. */
  void clear(int partition) {
    places.remove(partition);
    begun.remove(partition);
  }

  /** The generation that is current in a partition, as far as it was read. */
  Optional<Place> of(ProfileTag tag, int partition) {
    return Optional.ofNullable(places.getOrDefault(partition, Map.of()).get(tag));
  }

  /** Takes a record of the topic; what cannot be read is left out. */
  void apply(ConsumerRecord<byte @Nullable [], byte @Nullable []> record) {
    byte[] bytes = record.key();
    if (bytes == null) {
      return;
    }
    try {
      MergedProfileKey key = MergedProfileKey.parse(bytes);
      if (key.mode().equals(ProfileMode.NONE) && key.edition().equals(Edition.CURRENT)) {
        apply(key, record);
      }
    } catch (IllegalArgumentException | InvalidProtocolBufferException e) {
      log.warn("record {} of merged-profiles cannot be read", record.offset());
    }
  }

  private void apply(
      MergedProfileKey key, ConsumerRecord<byte @Nullable [], byte @Nullable []> record)
      throws InvalidProtocolBufferException {
    Map<ProfileTag, Long> ofPartition =
        begun.computeIfAbsent(record.partition(), p -> new HashMap<>());
    byte[] value = record.value();
    if (key.part() != MergedProfileKey.WHOLE) {
      if (key.part() == 0 && value != null) {
        ofPartition.put(key.tag(), record.offset());
      }
      return;
    }
    Long firstPart = ofPartition.remove(key.tag());
    var of = places.computeIfAbsent(record.partition(), p -> new HashMap<>());
    if (value == null) {
      of.remove(key.tag());
      return;
    }
    MergedProfile profile = MergedProfile.parseFrom(value);
    long from = profile.getParts() > 0 && firstPart != null ? firstPart : record.offset();
    of.put(
        key.tag(),
        new Place(profile.getFacts().getDigest(), record.partition(), from, record.offset()));
  }
}
