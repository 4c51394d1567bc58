package dev.pgohub.publisher;

import java.util.Locale;
import java.util.Objects;

/**
 * A publication failed. The message is one line for people, without secrets; it begins with the
 * code of the reason.
 */
final class PublicationException extends Exception {

  private static final long serialVersionUID = 1L;

  /** Why. */
  enum Reason {
    /** The URL of the repository is none that can be published to. */
    BAD_REPOSITORY,
    /** The name of the branch is none. */
    BAD_BRANCH,
    /** The path is none of a file within the repository. */
    BAD_PATH,
    /** The credentials cannot be read, or may not be used. */
    BAD_CREDENTIALS,
    /** The repository cannot be reached, or does not let us in. */
    REMOTE,
    /** The branch to be published to is not in the repository. */
    NO_BRANCH,
    /** Something else than a file or directory stands in the way of the path. */
    UNFIT_TREE,
    /** The repository is larger than may be fetched. */
    REPOSITORY_TOO_LARGE,
    /** The repository refuses the push. */
    REJECTED,
    /** The branch moved on with every attempt. */
    MOVED_ON,
    /** The profile is not there, or not what it should be. */
    NO_CONTENT,
    /** Something that nobody foresaw. */
    UNEXPECTED
  }

  private final Reason reason;

  PublicationException(Reason reason, String message) {
    super(code(reason) + ": " + message);
    this.reason = Objects.requireNonNull(reason, "reason");
  }

  Reason reason() {
    return reason;
  }

  /** The code of the reason. */
  String code() {
    return code(reason);
  }

  static String code(Reason reason) {
    return reason.name().toLowerCase(Locale.ROOT);
  }
}
