package dev.pgohub.publisher;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.pgohub.publisher.PublicationException.Reason;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.lib.ObjectChecker;

/**
 * The path of a file within a repository that is safe wherever the repository is checked out:
 * printable ASCII, relative, without {@code .} and {@code ..}, without a name that is {@code .git}
 * or a file of git's own to any file system, and without one that a command takes as an option.
 *
 * @param directories from the root on; may be empty
 * @param name of the file
 */
record RepositoryPath(List<String> directories, String name) {

  /** What stands behind the name of the profile in that of its lock file. */
  static final String LOCK = ".lock";

  private static final int MAX_LENGTH = 512;
  private static final int MAX_SEGMENT = 200;
  private static final Pattern PRINTABLE = Pattern.compile("[ -~]+");
  private static final Pattern SHORT_GIT = Pattern.compile("(?i)git[a-z]*~\\d+|gi[0-9a-f]{4}~\\d");

  RepositoryPath {
    directories = List.copyOf(directories);
  }

  /**
   * Checks a path.
   *
   * @throws PublicationException when it is not safe; the message says in what
   */
  static RepositoryPath parse(String text) throws PublicationException {
    if (text.length() > MAX_LENGTH || !PRINTABLE.matcher(text).matches()) {
      throw bad("it must be 1 to " + MAX_LENGTH + " printable ASCII characters");
    }
    if (text.indexOf('\\') >= 0) {
      throw bad("it holds a backslash");
    }
    List<String> segments = List.of(text.split("/", -1));
    ObjectChecker checker = new ObjectChecker().setSafeForMacOS(true).setSafeForWindows(true);
    for (String segment : segments) {
      check(segment, checker);
    }
    int last = segments.size() - 1;
    return new RepositoryPath(segments.subList(0, last), segments.get(last));
  }

  /** The name of the lock file, in the same directory. */
  String lockName() {
    return name + LOCK;
  }

  private static void check(String segment, ObjectChecker checker) throws PublicationException {
    if (segment.isEmpty()) {
      throw bad("it begins or ends with a slash, or has two in a row");
    }
    if (segment.startsWith("-")) {
      throw bad("a name in it begins with \"-\"");
    }
    if (segment.length() > MAX_SEGMENT) {
      throw bad("a name in it is longer than " + MAX_SEGMENT + " characters");
    }
    // Not only .git itself: what .gitattributes, .gitmodules or .github say, others obey.
    if (segment.toLowerCase(Locale.ROOT).startsWith(".git")
        || SHORT_GIT.matcher(segment).matches()) {
      throw bad("a name in it is one of git's own");
    }
    byte[] bytes = segment.getBytes(US_ASCII);
    try {
      checker.checkPathSegment(bytes, 0, bytes.length);
    } catch (CorruptObjectException e) {
      throw bad("a name in it is not safe everywhere (" + e.getMessage() + ")");
    }
  }

  @Override
  public String toString() {
    return directories.isEmpty() ? name : String.join("/", directories) + "/" + name;
  }

  private static PublicationException bad(String what) {
    return new PublicationException(Reason.BAD_PATH, "the path cannot be used: " + what);
  }
}
