package dev.pgohub.cli;

import dev.pgohub.schemas.InvalidNameException;
import dev.pgohub.schemas.ProfileMode;
import dev.pgohub.schemas.ProfileTag;
import java.util.regex.Pattern;

/**
 * What a hub is asked for: a tag, or one generation of it as {@code TAG@sha256:hex}.
 *
 * @param text as it was given, checked, and safe in a URL
 * @param mode of the tag; {@link ProfileMode#NONE}: the union
 */
record HubAddress(String text, ProfileMode mode) {

  private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-fA-F]{12,64}");

  /**
   * Reads it.
   *
   * @throws CommandFailure when it is none; the message says what is wrong
   */
  static HubAddress of(String text, String mode) throws CommandFailure {
    int at = text.indexOf('@');
    try {
      ProfileTag.of(at < 0 ? text : text.substring(0, at));
      if (at >= 0 && !DIGEST.matcher(text.substring(at + 1)).matches()) {
        throw new CommandFailure(
            ExitCode.WRONG_USE, text + ": behind a tag may stand @sha256: and 12 to 64 hex digits");
      }
      return new HubAddress(text, ProfileMode.of(mode));
    } catch (InvalidNameException e) {
      throw new CommandFailure(ExitCode.WRONG_USE, String.valueOf(e.getMessage()));
    }
  }

  /** Whether a text could be one. */
  static boolean isOne(String text) {
    try {
      of(text, "");
      return true;
    } catch (CommandFailure e) {
      return false;
    }
  }

  /** Where its {@code default.pgo} is. */
  String profilePath() {
    return "/profile/" + text + query();
  }

  /** Where its stacks are. */
  String stacksPath() {
    return "/profile/" + text + "/stacks" + query();
  }

  /** Where the facts about the tag are. */
  String factsPath() {
    return "/api/v1/tags/" + text + query();
  }

  private String query() {
    return mode.value().isEmpty() ? "" : "?mode=" + mode;
  }
}
