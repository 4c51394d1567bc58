package dev.pgohub.publisher;

/** A setting is wrong or unknown. The message is one line for the person who set it. */
public final class InvalidSettingException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  InvalidSettingException(String message) {
    super(message);
  }
}
