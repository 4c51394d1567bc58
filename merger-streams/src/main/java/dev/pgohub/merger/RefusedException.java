package dev.pgohub.merger;

/** A fragment cannot be admitted. The message is one sentence: what was found, what is right. */
final class RefusedException extends Exception {

  /** The envelope is not one, or contradicts the record's key. */
  static final String BAD_ENVELOPE = "bad_envelope";

  /** The record stands in another partition than its key belongs to. */
  static final String WRONG_PARTITION = "wrong_partition";

  /** We failed at it in a way that nobody foresaw. */
  static final String INTERNAL_ERROR = "internal_error";

  /** It took less time than the tag's policy asks for. */
  static final String TOO_SHORT = "too_short";

  /** It has fewer samples than the tag's policy asks for. */
  static final String TOO_FEW_SAMPLES = "too_few_samples";

  /** It is mostly scheduling, garbage collection and idling. */
  static final String IDLE = "idle";

  /** It began too long before it arrived. */
  static final String TOO_OLD = "too_old";

  /** It began after it arrived. */
  static final String FROM_THE_FUTURE = "from_the_future";

  /** Its instance sent as many as it may in that hour. */
  static final String INSTANCE_QUOTA = "instance_quota";

  /** The tag has as many modes as it may, and it names another one. */
  static final String TOO_MANY_MODES = "too_many_modes";

  /** It has more different edges than any program. */
  static final String TOO_MANY_EDGES = "too_many_edges";

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
