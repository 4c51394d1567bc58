package dev.pgohub.schemas;

import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Which of the merged profiles of a tag: the {@linkplain #CURRENT current} generation, the merge
 * {@linkplain #LIVE as of now}, or one generation by its digest.
 *
 * @param value empty, {@code live}, or {@code sha256:} and 64 lower-case hex digits
 */
public record Edition(String value) {

  /** The latest generation. */
  public static final Edition CURRENT = new Edition("");

  /** The merge as of now, before the gate. */
  public static final Edition LIVE = new Edition("live");

  private static final String SHA256 = "sha256:";
  private static final Pattern DIGEST = Pattern.compile(SHA256 + "[0-9a-f]{64}");

  /**
   * Checks the form.
   *
   * @throws InvalidNameException when it has another one
   */
  public Edition {
    Objects.requireNonNull(value, "value");
    if (!value.isEmpty() && !value.equals("live") && !DIGEST.matcher(value).matches()) {
      throw new InvalidNameException(
          "edition", value, "is neither empty nor \"live\" nor sha256: and 64 hex digits");
    }
  }

  /** One generation, by the lower-case hex of its sha256. */
  public static Edition ofDigest(String hex) {
    return new Edition(SHA256 + hex);
  }

  /** Whether it names one generation. */
  public boolean isDigest() {
    return value.startsWith(SHA256);
  }

  /** The hex digits of the digest; empty when it names none. */
  public String digestHex() {
    return isDigest() ? value.substring(SHA256.length()) : "";
  }

  @Override
  public String toString() {
    return value;
  }
}
