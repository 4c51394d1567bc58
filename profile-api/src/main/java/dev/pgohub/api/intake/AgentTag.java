package dev.pgohub.api.intake;

import dev.pgohub.api.problem.HttpProblem;
import dev.pgohub.api.serve.ProfileAddress;
import dev.pgohub.schemas.ProfileMode;
import dev.pgohub.schemas.ProfileTag;
import java.util.regex.Pattern;

/**
 * Makes tags of the names that agents use. Every character that a tag cannot have becomes {@code
 * -}; what is no letter or digit is dropped at the front, dots at the end; {@code ..} becomes
 * {@code .}, and an ending {@code .lock} or {@code .git} gets a {@code -} for its dot. A name that
 * is a tag stays as it is. So {@code my/app} and {@code my-app} are one tag.
 */
final class AgentTag {

  /** What old agents append to the program's name for profiles of CPU time. */
  private static final Pattern CPU_SUFFIX = Pattern.compile("\\.(cpu|itimer)$");

  private static final Pattern OUTSIDE = Pattern.compile("[^a-zA-Z0-9._-]");
  private static final Pattern FRONT = Pattern.compile("^[._-]+");
  private static final Pattern END = Pattern.compile("\\.+$");
  private static final Pattern DOTS = Pattern.compile("\\.{2,}");
  private static final Pattern RESERVED = Pattern.compile("\\.(lock|git)$");

  private AgentTag() {}

  /**
   * The tag of a program's name, without the suffix {@code .cpu} or {@code .itimer} of old agents.
   *
   * @throws HttpProblem {@code bad_tag} when nothing is left, or it is too long
   */
  static ProfileTag ofAppName(String name) {
    return of(CPU_SUFFIX.matcher(name).replaceFirst(""));
  }

  /**
   * The tag of a service's name.
   *
   * @throws HttpProblem {@code bad_tag} when nothing is left, or it is too long
   */
  static ProfileTag of(String name) {
    return ProfileAddress.tag(cleaned(name));
  }

  /**
   * The mode of a label, by the same rule; none when nothing is left.
   *
   * @throws HttpProblem {@code bad_mode} when it is too long
   */
  static ProfileMode mode(String label) {
    return ProfileAddress.mode(cleaned(label));
  }

  private static String cleaned(String name) {
    String inside = OUTSIDE.matcher(name).replaceAll("-");
    String plain = DOTS.matcher(FRONT.matcher(inside).replaceFirst("")).replaceAll(".");
    return RESERVED.matcher(END.matcher(plain).replaceFirst("")).replaceFirst("-$1");
  }
}
