package dev.pgohub.merger;

/** A fragment cannot be admitted. The message is one sentence: what was found, what is right. */
final class RefusedException extends Exception {

  /** The envelope is not one, or contradicts the record's key. */
  static final String BAD_ENVELOPE = "bad_envelope";

  /** The record stands in another partition than its key belongs to. */
  static final String WRONG_PARTITION = "wrong_partition";

  /** We failed at it in a way that nobody foresaw. */
  static final String INTERNAL_ERROR = "internal_error";

  private final String reason;

  RefusedException(String reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** Says what its cause says. */
  RefusedException(String reason, Exception cause) {
    this(reason, String.valueOf(cause.getMessage()), cause);
  }

  RefusedException(String reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  static RefusedException badEnvelope(String message) {
    return new RefusedException(BAD_ENVELOPE, message);
  }

  /** A code that programs can switch on. */
  String reason() {
    return reason;
  }
}
