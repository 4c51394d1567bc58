package dev.pgohub.merger;

/**
 * We failed at one tag, or at one fragment of it, in a way that nobody foresaw, such as at bytes of
 * its state that are damaged. Its cause tells how; others are not concerned.
 */
final class TagFaultException extends RuntimeException {

  private static final long serialVersionUID = 1;

  TagFaultException(RuntimeException cause) {
    super(cause.toString(), cause);
  }
}
