package dev.pgohub.api.serve;

import dev.pgohub.api.problem.HttpProblem;
import dev.pgohub.schemas.InvalidNameException;
import dev.pgohub.schemas.ProfileMode;
import dev.pgohub.schemas.ProfileTag;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What a path names: {@code tag}, or {@code tag@sha256:hex} for one generation.
 *
 * @param tag the tag
 * @param digestPrefix 12 to 64 lower-case hex digits, or empty for whatever is current
 */
public record ProfileAddress(ProfileTag tag, String digestPrefix) {

  private static final String SHA256 = "@sha256:";
  private static final Pattern HEX = Pattern.compile("[0-9a-f]{12,64}");

  /**
   * Reads the part of a path behind {@code /profile/}.
   *
   * @throws HttpProblem {@code bad_tag} or {@code bad_digest}
   */
  public static ProfileAddress parse(String text) {
    int at = text.indexOf('@');
    if (at < 0) {
      return new ProfileAddress(tag(text), "");
    }
    ProfileTag tag = tag(text.substring(0, at));
    String digest = text.substring(at).toLowerCase(Locale.ROOT);
    String hex = digest.startsWith(SHA256) ? digest.substring(SHA256.length()) : "";
    if (!HEX.matcher(hex).matches()) {
      throw HttpProblem.badRequest(
          "bad_digest", "behind the tag may stand @sha256: and 12 to 64 hex digits");
    }
    return new ProfileAddress(tag, hex);
  }

  /** Whether one generation is named. */
  public boolean isPinned() {
    return !digestPrefix.isEmpty();
  }

  /**
   * Reads a tag.
   *
   * @throws HttpProblem {@code bad_tag}
   */
  public static ProfileTag tag(String text) {
    try {
      return ProfileTag.of(text);
    } catch (InvalidNameException e) {
      throw HttpProblem.badRequest("bad_tag", String.valueOf(e.getMessage()));
    }
  }

  /**
   * Reads a mode; empty: none.
   *
   * @throws HttpProblem {@code bad_mode}
   */
  public static ProfileMode mode(String text) {
    try {
      return ProfileMode.of(text);
    } catch (InvalidNameException e) {
      throw HttpProblem.badRequest("bad_mode", String.valueOf(e.getMessage()));
    }
  }
}
