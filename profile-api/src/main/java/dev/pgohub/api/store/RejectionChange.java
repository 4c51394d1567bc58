package dev.pgohub.api.store;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.pgohub.schemas.ProfileTag;
import dev.pgohub.schemas.Topic;
import dev.pgohub.schemas.proto.Rejection;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

/**
 * What a record of {@code profile-rejections} changes: the latest of each tag are kept, and of all
 * tags together the latest. A value is epoch, serial, StoredRejection.
 */
final class RejectionChange {

  /** When a limit was lowered, it is reached step by step. */
  private static final int MAX_DELETED = 100;

  private final Change change;
  private final RejectionLimits limits;
  private final Set<ByteBuffer> deleted = new HashSet<>();

  RejectionChange(Change change, RejectionLimits limits) {
    this.change = change;
    this.limits = limits;
  }

  /**
   * Keeps what there is to say about a refused fragment.
   *
   * @param stored how many there are, of all tags
   * @throws InvalidProtocolBufferException when the value is no rejection
   * @throws IllegalArgumentException when the key is no tag
   */
  Applied apply(long stored, int partition, long offset, byte[] key, byte @Nullable [] value)
      throws RocksDBException, InvalidProtocolBufferException {
    ProfileTag tag = ProfileTag.of(new String(key, US_ASCII));
    if (value == null) {
      return Applied.UNREADABLE;
    }
    StoredRejection rejection = StoredRejection.of(Rejection.parseFrom(value));
    byte[] place = StoreKeys.rejection(tag, offset, partition);
    delete(place);
    makeRoom(tag, place, stored);
    long serial = change.newSerial();
    byte[] bytes = rejection.toBytes();
    byte[] numbered =
        ByteBuffer.allocate(Long.BYTES + bytes.length).putLong(serial).put(bytes).array();
    change.put(place, Dated.of(change.epoch(Topic.REJECTIONS), numbered));
    change.put(StoreKeys.serial(serial), place);
    change.countRejections(1);
    return Applied.STORED;
  }

  private void makeRoom(ProfileTag tag, byte[] place, long stored) throws RocksDBException {
    List<byte[]> ofTag = new ArrayList<>();
    byte[] prefix = StoreKeys.rejectionsOf(tag);
    change.scan(prefix, prefix, (key, value) -> ofTag.add(key));
    ofTag.removeIf(key -> Arrays.equals(key, place));
    for (int i = limits.perTag() - 1; i < ofTag.size(); i++) {
      delete(ofTag.get(i));
    }
    long excess = stored + change.rejections() - limits.inAll() + 1;
    if (excess > 0) {
      deleteOldest((int) Math.min(excess, MAX_DELETED));
    }
  }

  /** From where the last one was found on: before it lie only traces of what was taken out. */
  private void deleteOldest(int count) throws RocksDBException {
    byte[] from = change.get(StoreKeys.OLDEST_SERIAL);
    List<byte[]> serials = new ArrayList<>();
    List<byte[]> places = new ArrayList<>();
    change.scan(
        from == null ? StoreKeys.ALL_SERIALS : from,
        StoreKeys.ALL_SERIALS,
        (key, value) -> {
          serials.add(key);
          if (!deleted.contains(ByteBuffer.wrap(value))) {
            places.add(value);
          }
          return places.size() < count;
        });
    for (byte[] place : places) {
      delete(place);
    }
    if (!serials.isEmpty()) {
      change.put(StoreKeys.OLDEST_SERIAL, serials.get(serials.size() - 1));
    }
  }

  private void delete(byte[] place) throws RocksDBException {
    byte[] dated = change.get(place);
    if (dated != null && deleted.add(ByteBuffer.wrap(place))) {
      change.delete(place);
      change.delete(StoreKeys.serial(Dated.value(dated).getLong()));
      change.countRejections(-1);
    }
  }

  /** Takes out what an earlier epoch left. */
  Applied sweep(byte[] place) throws RocksDBException {
    byte[] dated = change.get(place);
    if (dated != null && Dated.epoch(dated) != change.epoch(Topic.REJECTIONS)) {
      delete(place);
    }
    return Applied.DELETED;
  }

  /** Reads what {@link #apply} stored. */
  static StoredRejection read(byte[] dated) {
    ByteBuffer value = Dated.value(dated);
    value.getLong();
    byte[] bytes = new byte[value.remaining()];
    value.get(bytes);
    return StoredRejection.read(bytes);
  }
}
