package dev.pgohub.jfr;

import java.io.IOException;
import java.util.Locale;

/** A recording from elsewhere was refused: a code for programs, and a sentence for people. */
public final class InvalidRecordingException extends IOException {

  private static final long serialVersionUID = 1L;

  private final Reason reason;

  /** Why. The codes are stable: programs switch on them. */
  public enum Reason {
    /** It is no JFR file, or a broken one. */
    NOT_JFR,
    /** It goes beyond a limit. */
    TOO_LARGE,
    /** Reading it took too long. */
    TOO_SLOW;

    /** The code as it stands in answers: lower case, words joined by {@code _}. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** A refusal. */
  InvalidRecordingException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** The code. */
  public Reason reason() {
    return reason;
  }
}
