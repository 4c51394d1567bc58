package dev.pgohub.standalone;

/** With what the process ends. Supervisors and scripts rely on the numbers. */
enum ExitCode {
  /** It ended because it was asked to. */
  OK(0),
  /** It did not start, for a reason that has no code of its own. */
  FAILURE(1),
  /** A setting is unknown or has a value that makes no sense. */
  WRONG_SETTING(2),
  // 3 is the JVM's own, for -XX:+ExitOnOutOfMemoryError.
  /** The port of the API or of the broker is taken. */
  PORT_TAKEN(4),
  /** The data directory cannot be written or is in use. */
  DATA_DIR(5),
  // 6 is that of the scripts that look for a JDK.
  /** It served, and then a part of it ended by itself: starting again is the cure. */
  PART_ENDED(7);

  private final int status;

  ExitCode(int status) {
    this.status = status;
  }

  int status() {
    return status;
  }
}
