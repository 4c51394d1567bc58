package dev.pgohub.merger;

/** A merger did not start. The message is one line for the person who started it. */
public final class MergerStartException extends Exception {

  private static final long serialVersionUID = 1L;

  private final ExitCode exitCode;

  MergerStartException(ExitCode exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  MergerStartException(ExitCode exitCode, String message, Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
  }

  /** With what a process of its own should end. */
  public ExitCode exitCode() {
    return exitCode;
  }
}
