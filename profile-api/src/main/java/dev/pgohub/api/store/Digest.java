package dev.pgohub.api.store;

import com.google.protobuf.ByteString;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;

/**
 * The sha256 of some content.
 *
 * @param bytes 32 of them
 */
public record Digest(ByteString bytes) {

  /** How many bytes a sha256 has. */
  public static final int BYTES = 32;

  /** Of no content at all. */
  public static final Digest OF_NOTHING = of(sha256());

  /** Checks the length. */
  public Digest {
    if (bytes.size() != BYTES) {
      throw new IllegalArgumentException("a sha256 has 32 bytes, not " + bytes.size());
    }
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  static Digest of(MessageDigest finished) {
    return new Digest(ByteString.copyFrom(finished.digest()));
  }

  /** The digest of the given bytes. */
  public static Digest of(ByteString content) {
    MessageDigest sha256 = sha256();
    content.asReadOnlyByteBufferList().forEach(sha256::update);
    return of(sha256);
  }

  /** 64 lower-case hex digits. */
  public String hex() {
    return HexFormat.of().formatHex(bytes.toByteArray());
  }

  /** As in the header fields of RFC 9530. */
  public String base64() {
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }
}
