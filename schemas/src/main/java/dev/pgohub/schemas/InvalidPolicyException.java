package dev.pgohub.schemas;

/** A field of a policy has a value that it cannot have, or there is no such field. */
public final class InvalidPolicyException extends IllegalArgumentException {

  private static final long serialVersionUID = 1;

  private final String field;

  InvalidPolicyException(String field, String message) {
    super(message);
    this.field = field;
  }

  /** The name of the field. */
  public String field() {
    return field;
  }
}
