package dev.pgohub.api.intake;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pgohub.api.problem.HttpProblem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ContentDisposition;

/**
 * A body of type {@code multipart/form-data} (RFC 7578) that is in memory already, where its size
 * was bounded and its arrival timed.
 */
final class MultipartBody {

  /** The names of a part that is a pprof profile, the best first. */
  static final List<String> PROFILE = List.of("cpu_profile", "profile");

  private static final int MAX_PARTS = 16;
  private static final int MAX_HEADER_BYTES = 8 << 10;
  private static final byte[] CRLF = {'\r', '\n'};

  private final byte[] body;
  private final byte[] delimiter;
  private final List<Part> parts = new ArrayList<>();
  private int at;

  private record Part(String name, boolean isFile, int from, int to) {}

  private MultipartBody(byte[] body, String boundary) {
    this.body = body;
    this.delimiter = ("\r\n--" + boundary).getBytes(UTF_8);
  }

  /**
   * Finds the part of one of these names, the first name first, or the only file.
   *
   * @param boundary the parameter of the content type
   * @throws HttpProblem 400 when the body is malformed or has no such part
   */
  static byte[] part(byte[] body, @Nullable String boundary, List<String> names) {
    if (boundary == null || boundary.isEmpty() || boundary.length() > 70) {
      throw malformed("its boundary must have 1 to 70 characters");
    }
    MultipartBody multipart = new MultipartBody(body, boundary);
    multipart.readParts();
    Part part = multipart.choose(names);
    return Arrays.copyOfRange(body, part.from(), part.to());
  }

  private Part choose(List<String> names) {
    for (String name : names) {
      List<Part> named = parts.stream().filter(part -> part.name().equals(name)).toList();
      if (named.size() > 1) {
        throw malformed("it has " + named.size() + " parts named " + name);
      }
      if (!named.isEmpty()) {
        return named.get(0);
      }
    }
    List<Part> files = parts.stream().filter(Part::isFile).toList();
    if (files.size() != 1) {
      throw HttpProblem.badRequest(
          "no_profile_part",
          "the form has no part "
              + String.join(" or ", names)
              + ", and "
              + files.size()
              + " files instead of one");
    }
    return files.get(0);
  }

  private void readParts() {
    at = startsWith(0, delimiter, 2) ? delimiter.length - 2 : afterDelimiter(0);
    while (!isLast()) {
      if (parts.size() == MAX_PARTS) {
        throw malformed("it has more than " + MAX_PARTS + " parts");
      }
      readPart();
    }
  }

  /** Whether the delimiter that was read is the last one; moves behind its line when it is not. */
  private boolean isLast() {
    if (startsWith(at, new byte[] {'-', '-'}, 0)) {
      return true;
    }
    while (at < body.length && (body[at] == ' ' || body[at] == '\t')) {
      at++;
    }
    if (!startsWith(at, CRLF, 0)) {
      throw malformed("a boundary is not followed by a new line");
    }
    at += CRLF.length;
    return false;
  }

  private void readPart() {
    int headersFrom = at;
    ContentDisposition disposition = ContentDisposition.formData().build();
    for (String line = line(headersFrom); !line.isEmpty(); line = line(headersFrom)) {
      int colon = line.indexOf(':');
      String name = colon < 0 ? "" : line.substring(0, colon).strip().toLowerCase(Locale.ROOT);
      if (name.equals("content-disposition")) {
        disposition = disposition(line.substring(colon + 1).strip());
      }
    }
    int from = at;
    // An empty part's delimiter begins with the line end of its headers.
    at = afterDelimiter(from - CRLF.length);
    int to = Math.max(from, at - delimiter.length);
    String name = disposition.getName();
    parts.add(new Part(name == null ? "" : name, disposition.getFilename() != null, from, to));
  }

  private String line(int headersFrom) {
    int end = indexOf(CRLF, at);
    if (end < 0 || end - headersFrom > MAX_HEADER_BYTES) {
      throw malformed("the header of a part does not end within " + MAX_HEADER_BYTES + " bytes");
    }
    String line = new String(body, at, end - at, UTF_8);
    at = end + CRLF.length;
    return line;
  }

  private static ContentDisposition disposition(String value) {
    try {
      return ContentDisposition.parse(value);
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      // The latter is how Spring's parser answers a quote that is not closed.
      throw malformed("a Content-Disposition cannot be read");
    }
  }

  private int afterDelimiter(int from) {
    int found = indexOf(delimiter, from);
    if (found < 0) {
      throw malformed("its last boundary is missing; was it cut?");
    }
    return found + delimiter.length;
  }

  private int indexOf(byte[] wanted, int from) {
    for (int i = from; i <= body.length - wanted.length; i++) {
      if (body[i] == wanted[0] && startsWith(i, wanted, 0)) {
        return i;
      }
    }
    return -1;
  }

  /** Whether {@code wanted}, without its first {@code skipped} bytes, stands there. */
  private boolean startsWith(int position, byte[] wanted, int skipped) {
    int length = wanted.length - skipped;
    return position + length <= body.length
        && Arrays.equals(body, position, position + length, wanted, skipped, wanted.length);
  }

  private static HttpProblem malformed(String what) {
    return HttpProblem.badRequest("bad_multipart", "the multipart body is malformed: " + what);
  }
}
