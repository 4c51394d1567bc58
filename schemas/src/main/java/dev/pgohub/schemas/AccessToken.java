package dev.pgohub.schemas;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Pattern;

/**
 * A token for the HTTP API: {@code pgohub_} and 256 random bits in base64url.
 *
 * <p>So much chance cannot be guessed, neither at the API nor from a hash. That is why a fast hash
 * is enough to keep one: a slow one is for what people can remember. Nothing else than such a text
 * is ever taken for a token, so that nobody uses a password.
 */
public final class AccessToken {

  private static final String PREFIX = "pgohub_";
  private static final int RANDOM_BYTES = 32;
  private static final Pattern FORM = Pattern.compile(PREFIX + "[A-Za-z0-9_-]{43}");

  private AccessToken() {}

  /** A new one. */
  public static String random(SecureRandom random) {
    byte[] bytes = new byte[RANDOM_BYTES];
    random.nextBytes(bytes);
    return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** Whether a text has the form of a token. */
  public static boolean isOne(String text) {
    return FORM.matcher(text).matches();
  }

  /** What is kept of a token: the 32 bytes of its sha256. */
  public static byte[] hash(String token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token.getBytes(US_ASCII));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
