package dev.pgohub.api;

/** A setting is unknown, or out of its range. */
public final class InvalidSettingException extends StartException {

  private static final long serialVersionUID = 1L;

  InvalidSettingException(String message) {
    super(message, null);
  }

  @Override
  public int exitCode() {
    return StartFailure.BAD_SETTING;
  }
}
