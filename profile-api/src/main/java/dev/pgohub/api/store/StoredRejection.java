package dev.pgohub.api.store;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.pgohub.schemas.proto.Fragment;
import dev.pgohub.schemas.proto.Rejection;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * What is kept of a refused fragment: all but its profile. Texts are cut to {@value #MAX_TEXT}
 * characters; those of a record that is no fragment are empty.
 *
 * @param reason why it was refused, as a code
 * @param detail the same in a sentence
 * @param partition of {@code profile-fragments} in which it stands
 * @param offset at which it stands there
 * @param arrivedUnixMillis when it reached the broker
 * @param recordBytes of the record's value
 * @param profileBytes of the profile in it, as it was sent
 */
public record StoredRejection(
    String reason,
    String detail,
    int partition,
    long offset,
    long arrivedUnixMillis,
    String fragmentId,
    String mode,
    String instance,
    String build,
    int recordBytes,
    int profileBytes) {

  private static final int MAX_TEXT = 1000;

  static StoredRejection of(Rejection rejection) {
    Fragment fragment = fragment(rejection);
    return new StoredRejection(
        cut(rejection.getReason()),
        cut(rejection.getDetail()),
        rejection.getPartition(),
        rejection.getOffset(),
        rejection.getArrivedUnixMillis(),
        cut(fragment.getFragmentId()),
        cut(fragment.getMode()),
        cut(fragment.getInstance()),
        cut(fragment.getBuild()),
        rejection.getValue().size(),
        fragment.getPprof().size());
  }

  private static Fragment fragment(Rejection rejection) {
    try {
      return Fragment.parseFrom(rejection.getValue());
    } catch (InvalidProtocolBufferException e) {
      return Fragment.getDefaultInstance();
    }
  }

  private static String cut(String text) {
    return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT) + "…";
  }

  byte[] toBytes() {
    var bytes = new ByteArrayOutputStream();
    try (var out = new DataOutputStream(bytes)) {
      for (String text : new String[] {reason, detail, fragmentId, mode, instance, build}) {
        out.writeUTF(text);
      }
      out.writeInt(partition);
      out.writeLong(offset);
      out.writeLong(arrivedUnixMillis);
      out.writeInt(recordBytes);
      out.writeInt(profileBytes);
    } catch (IOException e) {
      throw new UncheckedIOException("in memory", e);
    }
    return bytes.toByteArray();
  }

  static StoredRejection read(byte[] bytes) {
    try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      String reason = in.readUTF();
      String detail = in.readUTF();
      String fragmentId = in.readUTF();
      String mode = in.readUTF();
      String instance = in.readUTF();
      String build = in.readUTF();
      return new StoredRejection(
          reason,
          detail,
          in.readInt(),
          in.readLong(),
          in.readLong(),
          fragmentId,
          mode,
          instance,
          build,
          in.readInt(),
          in.readInt());
    } catch (IOException e) {
      throw new StoreException("a rejection in the local copy cannot be read", e);
    }
  }
}
