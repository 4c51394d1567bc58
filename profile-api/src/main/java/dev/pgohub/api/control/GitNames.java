package dev.pgohub.api.control;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Names inside a git repository that are safe on every file system and in every git. */
final class GitNames {

  private static final int MAX_BRANCH_BYTES = 250;
  private static final int MAX_PATH_BYTES = 512;
  private static final Pattern SHORT_NAME_OF_GIT = Pattern.compile("git~\\d+");
  private static final String FORBIDDEN_IN_BRANCHES = " ~^:?*[\\";

  private GitNames() {}

  /** What is wrong with the name of a branch; null: nothing. Git's own rules, and a few more. */
  static @Nullable String branchProblem(String branch) {
    if (branch.isEmpty() || branch.getBytes(UTF_8).length > MAX_BRANCH_BYTES) {
      return "must have 1 to " + MAX_BRANCH_BYTES + " bytes";
    }
    if (hasInvisible(branch)
        || branch.chars().anyMatch(c -> FORBIDDEN_IN_BRANCHES.indexOf(c) >= 0)) {
      return "must hold no spaces, invisible characters or any of ~ ^ : ? * [ \\";
    }
    if (branch.startsWith("-") || branch.startsWith("refs/") || branch.equals("HEAD")) {
      return "must not begin with - or refs/, nor be HEAD";
    }
    if (branch.contains("..") || branch.contains("@{") || branch.equals("@")) {
      return "must not hold .. or @{, nor be @";
    }
    for (String piece : branch.split("/", -1)) {
      if (piece.isEmpty()
          || piece.startsWith(".")
          || piece.endsWith(".")
          || piece.toLowerCase(Locale.ROOT).endsWith(".lock")) {
        return "must have no part that is empty, begins or ends with ., or ends in .lock";
      }
    }
    return null;
  }

  /** What is wrong with the path of a file; null: nothing. */
  static @Nullable String pathProblem(String path) {
    if (path.isEmpty() || path.getBytes(UTF_8).length > MAX_PATH_BYTES) {
      return "must have 1 to " + MAX_PATH_BYTES + " bytes";
    }
    boolean isPrintable = path.chars().allMatch(c -> c >= ' ' && c < 0x7f);
    if (!isPrintable || path.indexOf('\\') >= 0 || path.indexOf(':') >= 0) {
      return "must be printable ASCII without backslashes and colons";
    }
    for (String piece : path.split("/", -1)) {
      if (piece.isEmpty() || piece.equals(".") || piece.equals("..")) {
        return "must be relative, without empty parts, . and .., and end in a file name";
      }
      if (piece.startsWith("-") || piece.endsWith(" ") || piece.endsWith(".")) {
        return "must have no part that begins with -, or ends in a space or .";
      }
      if (isGitDirectory(piece)) {
        return "must have no part that begins with .git";
      }
    }
    return null;
  }

  /** However a file system may fold it: case, and the short names of Windows. */
  private static boolean isGitDirectory(String piece) {
    String folded = piece.toLowerCase(Locale.ROOT).strip();
    return folded.startsWith(".git") || SHORT_NAME_OF_GIT.matcher(folded).matches();
  }

  /** Some file systems leave such characters out, so that {@code .g?it} is {@code .git}. */
  private static boolean hasInvisible(String text) {
    return text.codePoints()
        .anyMatch(
            c ->
                switch (Character.getType(c)) {
                  case Character.CONTROL,
                      Character.FORMAT,
                      Character.SURROGATE,
                      Character.PRIVATE_USE,
                      Character.UNASSIGNED,
                      Character.LINE_SEPARATOR,
                      Character.PARAGRAPH_SEPARATOR ->
                      true;
                  default -> Character.isIdentifierIgnorable(c);
                });
  }
}
