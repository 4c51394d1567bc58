package dev.pgohub.cli;

/** How the program ends. The numbers are stable: scripts switch on them. */
final class ExitCode {

  /** Done as asked. */
  static final int OK = 0;

  /** Another failure, such as a file that cannot be written, or a check that found a fault. */
  static final int FAILED = 1;

  /** The call is wrong. */
  static final int WRONG_USE = 2;

  /** No hub answers, or it says that it can take no more now. */
  static final int NO_HUB = 3;

  /** What was asked for is not there, or what was given was refused, with the reason. */
  static final int REFUSED = 4;

  private ExitCode() {}
}
