package dev.pgohub.api.store;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import dev.pgohub.schemas.ControlKey;
import dev.pgohub.schemas.ProfileTag;
import dev.pgohub.schemas.Topic;
import dev.pgohub.schemas.proto.Hold;
import dev.pgohub.schemas.proto.PublicationResult;
import dev.pgohub.schemas.proto.PublicationTarget;
import dev.pgohub.schemas.proto.TagPolicy;
import dev.pgohub.schemas.proto.TagStatus;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

/** What a record of {@code profile-policies} or {@code profile-status} changes. */
final class NoteChange {

  private final Change change;

  NoteChange(Change change) {
    this.change = change;
  }

  /**
   * Keeps what is said about a tag; null: it is said no more.
   *
   * @throws InvalidProtocolBufferException when the value is no message of the kind
   * @throws IllegalArgumentException when the key, or what is in the value, is not ours
   */
  Applied control(byte[] key, byte @Nullable [] value)
      throws RocksDBException, InvalidProtocolBufferException {
    ControlKey of = ControlKey.parse(key);
    return value == null
        ? delete(StoreKeys.control(of))
        : put(Topic.POLICIES, StoreKeys.control(of), checked(of.kind(), value));
  }

  private static MessageLite checked(ControlKey.Kind kind, byte[] value)
      throws InvalidProtocolBufferException {
    return switch (kind) {
      case POLICY -> TagPolicy.parseFrom(value);
      case HOLD -> checked(Hold.parseFrom(value));
      case PUBLICATION -> PublicationTarget.parseFrom(value);
      case PUBLISHED -> PublicationResult.parseFrom(value);
    };
  }

  private static Hold checked(Hold hold) {
    new Digest(hold.getDigest());
    return hold;
  }

  /**
   * Keeps the status of a tag; null: there is none.
   *
   * @throws InvalidProtocolBufferException when the value is no status
   * @throws IllegalArgumentException when the key is no tag, or not the status's
   */
  Applied status(byte[] key, byte @Nullable [] value)
      throws RocksDBException, InvalidProtocolBufferException {
    ProfileTag tag = ProfileTag.of(new String(key, US_ASCII));
    byte[] at = StoreKeys.status(tag);
    boolean wasThere = change.get(at) != null;
    if (value == null) {
      change.countStatuses(wasThere ? -1 : 0);
      return delete(at);
    }
    TagStatus status = TagStatus.parseFrom(value);
    if (!status.getTag().equals(tag.value())) {
      throw new IllegalArgumentException("the status of another tag");
    }
    change.countStatuses(wasThere ? 0 : 1);
    return put(Topic.STATUS, at, status);
  }

  private Applied put(Topic topic, byte[] key, MessageLite message) throws RocksDBException {
    change.put(key, Dated.of(change.epoch(topic), message.toByteArray()));
    return Applied.STORED;
  }

  private Applied delete(byte[] key) throws RocksDBException {
    change.delete(key);
    return Applied.DELETED;
  }

  /** Takes out what an earlier epoch left. */
  Applied sweep(Topic topic, byte[] key) throws RocksDBException {
    byte[] dated = change.get(key);
    if (dated != null && Dated.epoch(dated) != change.epoch(topic)) {
      change.countStatuses(topic == Topic.STATUS ? -1 : 0);
      change.delete(key);
    }
    return Applied.DELETED;
  }
}
