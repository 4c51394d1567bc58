package dev.pgohub.api.access;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a token may allow. None includes another. */
public enum Right {
  /** To get profiles, and all that is known about tags. */
  READ,
  /** To send fragments. */
  WRITE,
  /** To say what is fit, what is held, and where it is published. */
  ADMIN;

  /** As it stands in the file of tokens. */
  String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<Right> of(String code) {
    return Arrays.stream(values()).filter(right -> right.code().equals(code)).findFirst();
  }
}
