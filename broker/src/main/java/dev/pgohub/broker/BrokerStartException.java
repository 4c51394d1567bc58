package dev.pgohub.broker;

import org.jspecify.annotations.Nullable;

/** The broker did not start. The message is one line for the person who started it. */
public final class BrokerStartException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public BrokerStartException(String message) {
    this(message, null);
  }

  public BrokerStartException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
