package dev.pgohub.api.store;

import dev.pgohub.api.StartException;
import dev.pgohub.api.StartFailure;
import org.jspecify.annotations.Nullable;

/**
 * The local copy cannot be opened, read or written; it is closed, in use, damaged, or disk-full.
 */
public final class StoreException extends StartException {

  private static final long serialVersionUID = 1L;

  StoreException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  @Override
  public int exitCode() {
    return StartFailure.BAD_DATA_DIR;
  }
}
