package dev.pgohub.schemas;

/**
 * A file of settings of Kafka's clients cannot be used. The message is one line for the person who
 * wrote it, and holds nothing of what may be secret in it.
 */
public final class InvalidKafkaPropertiesException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  InvalidKafkaPropertiesException(String message) {
    super(message);
  }
}
