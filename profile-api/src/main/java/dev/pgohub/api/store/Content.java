package dev.pgohub.api.store;

import com.google.protobuf.ByteString;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * How one content is stored.
 *
 * @param bytes its length
 * @param chunks in how many pieces it lies in the database
 * @param digest the sha256 of it all
 */
public record Content(long bytes, int chunks, Digest digest) {

  void write(DataOutputStream out) throws IOException {
    out.writeLong(bytes);
    out.writeInt(chunks);
    digest.bytes().writeTo(out);
  }

  static Content read(DataInputStream in) throws IOException {
    return new Content(in.readLong(), in.readInt(), readDigest(in));
  }

  static Digest readDigest(DataInputStream in) throws IOException {
    byte[] bytes = new byte[Digest.BYTES];
    in.readFully(bytes);
    return new Digest(ByteString.copyFrom(bytes));
  }
}
