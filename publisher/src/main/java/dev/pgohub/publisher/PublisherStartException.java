package dev.pgohub.publisher;

/** A publisher did not start. The message is one line for the person who started it. */
public final class PublisherStartException extends Exception {

  private static final long serialVersionUID = 1L;

  private final ExitCode exitCode;

  PublisherStartException(ExitCode exitCode, String message, Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
  }

  /** With what a process of its own should end. */
  public ExitCode exitCode() {
    return exitCode;
  }
}
