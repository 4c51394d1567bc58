package dev.pgohub.api.control;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The URL of a git repository, of the kinds that the publisher speaks. It holds no secret: whatever
 * looks like one is refused.
 */
final class RepositoryUrl {

  private static final int MAX_LENGTH = 2000;

  private RepositoryUrl() {}

  /** What is wrong with a URL; null: nothing. */
  static @Nullable String problem(String url) {
    if (url.isEmpty() || url.length() > MAX_LENGTH) {
      return "must be a URL of 1 to " + MAX_LENGTH + " characters";
    }
    if (!url.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
      return "must be printable ASCII without spaces";
    }
    try {
      return problem(new URI(url));
    } catch (URISyntaxException e) {
      return "must be a URL";
    }
  }

  private static @Nullable String problem(URI url) {
    String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
    if (url.getRawQuery() != null || url.getRawFragment() != null) {
      return "must have neither ? nor #";
    }
    String path = url.getPath();
    if (url.isOpaque() || path == null || path.length() < 2 || !path.startsWith("/")) {
      return "must have a path";
    }
    return switch (scheme) {
      case "https", "http" ->
          url.getRawUserInfo() != null
              ? "must name no user; credentials say where they are found"
              : host(url);
      case "file" -> url.getRawAuthority() == null ? null : "must begin with file:///";
      default -> "must begin with https://, http:// or file:///";
    };
  }

  private static @Nullable String host(URI url) {
    return url.getHost() == null || url.getHost().startsWith("-") ? "must name a host" : null;
  }
}
