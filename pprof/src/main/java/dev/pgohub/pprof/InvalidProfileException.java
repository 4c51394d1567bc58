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

  /** The code. */
  public InvalidReason reason() {
    return reason;
  }
}
