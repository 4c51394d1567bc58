package dev.pgohub.api.access;

import dev.pgohub.api.StartException;
import dev.pgohub.api.StartFailure;

/**
 * The file of tokens cannot be used. The message says in which line why, and never what stands
 * there.
 */
public final class InvalidTokensException extends StartException {

  private static final long serialVersionUID = 1L;

  InvalidTokensException(String message) {
    super(message, null);
  }

  @Override
  public int exitCode() {
    return StartFailure.BAD_SETTING;
  }
}
