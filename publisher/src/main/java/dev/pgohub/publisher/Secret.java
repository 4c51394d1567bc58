package dev.pgohub.publisher;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;

/**
 * What opens a repository. Its text form says nothing.
 *
 * @param user for basic authentication
 * @param password or token
 */
record Secret(String user, String password) {

  /** Servers that take tokens take them with any name. */
  private static final String TOKEN_USER = "x-access-token";

  /** Reads {@code user:password} or a token. */
  static Secret parse(String text) {
    int colon = text.indexOf(':');
    return colon < 0
        ? new Secret(TOKEN_USER, text)
        : new Secret(text.substring(0, colon), text.substring(colon + 1));
  }

  /** A text of others without this secret, should they repeat it. */
  String removedFrom(String text) {
    String basic =
        Base64.getEncoder()
            .withoutPadding()
            .encodeToString((user + ":" + password).getBytes(UTF_8));
    return password.isEmpty() ? text : text.replace(password, "***").replace(basic, "***");
  }

  @Override
  public String toString() {
    return "***";
  }
}
