package dev.pgohub.schemas;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** What decides whether a fragment was seen before. */
public final class FragmentId {

  /** The most characters that a fragment id has. */
  public static final int MAX_LENGTH = 128;

  private FragmentId() {}

  /**
   * Returns the id when it is 1 to {@value #MAX_LENGTH} characters of printable ASCII.
   *
   * @throws InvalidNameException otherwise
   */
  public static String check(String id) {
    if (id.isEmpty()) {
      throw new InvalidNameException("fragment id", id, "is empty");
    }
    if (id.length() > MAX_LENGTH) {
      throw new InvalidNameException(
          "fragment id", id, "has " + id.length() + " characters; at most " + MAX_LENGTH);
    }
    if (!id.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
      throw new InvalidNameException(
          "fragment id", id, "holds something else than printable ASCII");
    }
    return id;
  }

  /**
   * The id of a fragment whose sender named none: the lower-case hex sha256 over tag, mode,
   * instance and profile, each but the last preceded by its length. The same profile sent again has
   * the same id, so that a retry is safe.
   */
  public static String ofContent(ProfileTag tag, ProfileMode mode, String instance, byte[] pprof) {
    MessageDigest sha256 = sha256();
    for (String name : new String[] {tag.value(), mode.value(), instance}) {
      byte[] bytes = name.getBytes(UTF_8);
      sha256.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
      sha256.update(bytes);
    }
    return HexFormat.of().formatHex(sha256.digest(pprof));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
