package dev.pgohub.merger;

import com.google.protobuf.ByteString;
import dev.pgohub.schemas.Topic;
import dev.pgohub.schemas.proto.Rejection;
import java.util.Optional;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/** A fragment that is refused, with the reason, as it is published. */
record Rejected(Rejection rejection) {

  /**
   * The most bytes of a fragment that are kept. Its topic takes no larger one, unless a foreign
   * producer compresses it; such a one is only told about.
   */
  static final int MAX_VALUE_BYTES = 9 << 20;

  /** The most bytes of a record's key that are kept. */
  static final int MAX_KEY_BYTES = 1 << 10;

  private static final int MAX_DETAIL_CHARS = 2 << 10;
  private static final int MAX_REJECTION_BYTES = Topic.MAX_RECORD_BYTES - (64 << 10);

  /**
   * A rejection.
   *
   * @param reason a code that programs can switch on
   * @param detail one sentence for people
   * @param where the fragment stood, when that is known
   * @param arrivedMillis when it reached the broker, in milliseconds since 1970 UTC
   * @param value the record's value, or null when it had none
   */
  static Rejected of(
      String reason,
      String detail,
      Optional<RecordMetadata> where,
      long arrivedMillis,
      byte @Nullable [] value) {
    Rejection.Builder rejection =
        Rejection.newBuilder()
            .setReason(reason)
            .setDetail(cut(detail))
            .setArrivedUnixMillis(arrivedMillis);
    where.ifPresent(
        at -> rejection.setTopic(at.topic()).setPartition(at.partition()).setOffset(at.offset()));
    if (value != null && value.length <= MAX_VALUE_BYTES) {
      rejection.setValue(ByteString.copyFrom(value));
    } else if (value != null) {
      rejection.setDetail(cut(detail) + " (its " + value.length + " bytes are too many to keep)");
    }
    Rejection built = rejection.build();
    if (built.getSerializedSize() > MAX_REJECTION_BYTES) {
      throw new IllegalStateException("a rejection of " + built.getSerializedSize() + " bytes");
    }
    return new Rejected(built);
  }

  private static String cut(String text) {
    return text.length() <= MAX_DETAIL_CHARS ? text : text.substring(0, MAX_DETAIL_CHARS) + "…";
  }
}
