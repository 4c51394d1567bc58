package dev.pgohub.standalone;

import org.jspecify.annotations.Nullable;

/** The hub does not start. The message is one line for the person who started it. */
final class HubStartException extends Exception {

  private static final long serialVersionUID = 1L;

  private final ExitCode exitCode;

  HubStartException(ExitCode exitCode, String message) {
    this(exitCode, message, null);
  }

  /** For a cause whose message is already such a line. */
  HubStartException(ExitCode exitCode, Throwable cause) {
    this(exitCode, String.valueOf(cause.getMessage()), cause);
  }

  HubStartException(ExitCode exitCode, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
  }

  ExitCode exitCode() {
    return exitCode;
  }
}
