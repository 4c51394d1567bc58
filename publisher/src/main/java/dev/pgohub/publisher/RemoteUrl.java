package dev.pgohub.publisher;

import dev.pgohub.publisher.PublicationException.Reason;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The URL of a git repository: https, http or file.
 *
 * @param text as it is given to git
 * @param scheme in lower case
 * @param host empty for a file
 * @param port -1 when none is named
 */
record RemoteUrl(String text, String scheme, String host, int port) {

  private static final int MAX_LENGTH = 2_048;
  private static final Set<String> SCHEMES = Set.of("https", "http", "file");
  private static final Pattern PRINTABLE = Pattern.compile("[!-~]+");
  private static final Pattern LOOPBACK =
      Pattern.compile("(?i)localhost|127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}|\\[::1]");

  /**
   * Checks a URL.
   *
   * @param allowed what it must be, or be below of; {@code *}: anything
   * @throws PublicationException when it is none, holds a user, or is not allowed
   */
  static RemoteUrl parse(String text, List<String> allowed) throws PublicationException {
    if (text.length() > MAX_LENGTH || !PRINTABLE.matcher(text).matches()) {
      throw bad("it must be at most " + MAX_LENGTH + " printable characters");
    }
    URI uri;
    try {
      uri = URI.create(text);
    } catch (IllegalArgumentException e) {
      throw bad("it is no URL");
    }
    String scheme = uri.getScheme() == null ? "" : uri.getScheme();
    if (!SCHEMES.contains(scheme)) {
      throw bad("it must begin with https://, http:// or file://; ssh is not supported");
    }
    if (text.contains("@") || uri.getRawQuery() != null || uri.getRawFragment() != null) {
      throw bad("it must hold neither a user nor a query; credentials are given by reference");
    }
    String path = uri.getPath() == null ? "" : uri.getPath();
    if (List.of(path.split("/", -1)).contains("..") || path.contains("\0")) {
      throw bad("its path holds \"..\"");
    }
    String host = uri.getHost() == null ? "" : uri.getHost();
    boolean isFile = scheme.equals("file");
    if (isFile && (!host.isEmpty() || !text.startsWith("file:///"))) {
      throw bad("a file URL has three slashes, such as file:///srv/git/service.git");
    }
    if (!isFile && host.isEmpty()) {
      throw bad("it names no host");
    }
    if (!Allowance.of(allowed).permits(text)) {
      throw bad("PGOHUB_PUBLISH_REPOSITORIES does not allow it");
    }
    return new RemoteUrl(text, scheme, host, uri.getPort());
  }

  /** Whether what is sent there cannot be read on the way. */
  boolean isPrivate() {
    return !scheme.equals("http") || LOOPBACK.matcher(host).matches();
  }

  @Override
  public String toString() {
    return text;
  }

  private static PublicationException bad(String what) {
    return new PublicationException(
        Reason.BAD_REPOSITORY, "the URL of the repository cannot be used: " + what);
  }
}
