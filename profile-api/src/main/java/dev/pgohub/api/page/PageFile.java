package dev.pgohub.api.page;

import com.google.protobuf.ByteString;
import dev.pgohub.api.store.Digest;
import java.util.Map;
import org.springframework.http.MediaType;

/**
 * A file of the page.
 *
 * @param type its media type
 * @param etag changes with the content; with its quotes
 * @param content the bytes, not to be changed
 */
record PageFile(MediaType type, String etag, byte[] content) {

  private static final Map<String, MediaType> TYPES =
      Map.of(
          "html", MediaType.parseMediaType("text/html;charset=UTF-8"),
          "css", MediaType.parseMediaType("text/css;charset=UTF-8"),
          "js", MediaType.parseMediaType("text/javascript;charset=UTF-8"),
          "svg", MediaType.parseMediaType("image/svg+xml"));

  /**
   * A file of a name.
   *
   * @throws IllegalStateException when its name does not say what it is
   */
  static PageFile of(String name, byte[] content) {
    MediaType type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
    if (type == null) {
      throw new IllegalStateException("the page has a file of no known type: " + name);
    }
    return new PageFile(type, etag(content), content);
  }

  /** The same for the same bytes. */
  static String etag(byte[] content) {
    return "\"" + Digest.of(ByteString.copyFrom(content)).hex() + "\"";
  }
}
