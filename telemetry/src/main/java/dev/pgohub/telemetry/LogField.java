package dev.pgohub.telemetry;

import java.util.Locale;

/** What a line of the log is about, as a field of its own in a log that programs read. */
public enum LogField {
  /** A tag. */
  TAG,
  /** One mode of the tag. */
  MODE,
  /** The id of a fragment. */
  FRAGMENT,
  /** The reason code of a refusal or a failure. */
  REASON,
  /** The number of a generation. */
  GENERATION,
  /** The digest of a generation, in hex. */
  DIGEST;

  /** Its name in a line. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
