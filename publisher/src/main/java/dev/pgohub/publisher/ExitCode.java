package dev.pgohub.publisher;

/** How a publisher in a process of its own ends. */
public enum ExitCode {
  /** It was asked to, by SIGTERM or Ctrl-C. */
  STOPPED(0),
  /** Something that nobody foresaw. */
  UNEXPECTED(1),
  /** A setting is wrong or unknown. */
  BAD_SETTING(2),
  /** The broker did not answer in time, or refuses us. */
  NO_BROKER(3),
  /** The directory of fetched repositories cannot be used. */
  BAD_DIRECTORY(4),
  /** It ran, and gave up after a fault that does not pass. Started again, it goes on. */
  FAULT(6);

  private final int code;

  ExitCode(int code) {
    this.code = code;
  }

  /** The number that the process returns. */
  public int code() {
    return code;
  }
}
