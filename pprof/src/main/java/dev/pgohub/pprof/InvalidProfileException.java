package dev.pgohub.pprof;

import java.util.Objects;

/** Says why a profile was refused: a code for programs, and a sentence for people. */
public final class InvalidProfileException extends Exception {

  private final InvalidReason reason;

  /**
   * A refusal.
   *
   * @param reason the code
   * @param message one sentence: what was found, and what would be right
   */
  public InvalidProfileException(InvalidReason reason, String message) {
    super(message);
    this.reason = Objects.requireNonNull(reason, "reason");
  }

  /** Parts of the profile that do not fit each other. */
  static InvalidProfileException contradiction(String what) {
    return new InvalidProfileException(
        InvalidReason.MALFORMED, "the profile contradicts itself: " + what);
  }

  /** The code. */
  public InvalidReason reason() {
    return reason;
  }
}
