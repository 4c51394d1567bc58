package dev.pgohub.api;

import org.jspecify.annotations.Nullable;

/** The API cannot start. The message is one line for the person who started it. */
public abstract class StartException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  protected StartException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** With what the process ends. */
  public abstract int exitCode();
}
