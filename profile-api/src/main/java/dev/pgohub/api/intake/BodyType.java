package dev.pgohub.api.intake;

import dev.pgohub.api.problem.HttpProblem;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;

/**
 * What a body is, by its header fields.
 *
 * @param isMultipart a form with a file, else the profile itself
 * @param boundary of the form's parts
 * @param isGzipped whether gzip was put around it for the way
 */
record BodyType(boolean isMultipart, @Nullable String boundary, boolean isGzipped) {

  /** The form type is what curl says of any body whose type it is not told. */
  private static final Set<String> RAW =
      Set.of(
          "application/octet-stream",
          "application/x-protobuf",
          "application/protobuf",
          "application/vnd.google.protobuf",
          "application/gzip",
          "application/x-gzip",
          "application/x-www-form-urlencoded");

  /**
   * Reads the header fields.
   *
   * @throws HttpProblem 415 for what is no profile, and for an unknown coding
   */
  static BodyType of(HttpServletRequest request) {
    boolean isGzipped = isGzipped(request.getHeader(HttpHeaders.CONTENT_ENCODING));
    String header = request.getHeader(HttpHeaders.CONTENT_TYPE);
    if (header == null || header.isBlank()) {
      return new BodyType(false, null, isGzipped);
    }
    String name = header.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    if (name.equals(MediaType.MULTIPART_FORM_DATA_VALUE)) {
      return new BodyType(true, boundary(header), isGzipped);
    }
    if (!RAW.contains(name)) {
      throw unsupported();
    }
    return new BodyType(false, null, isGzipped);
  }

  /**
   * Takes what was sent out of its body.
   *
   * @param names of the part of a form that is it, the best first; else the only file
   * @throws HttpProblem 400 when it is not there, 413 when it is too large
   */
  byte[] content(byte[] body, List<String> names) {
    int limit = FragmentIntake.MAX_BYTES;
    if (!isMultipart) {
      return isGzipped ? Gzip.decoded(body, limit) : body;
    }
    byte[] form = isGzipped ? Gzip.inflated(body, FragmentIntake.MAX_BODY_BYTES) : body;
    byte[] content = MultipartBody.part(form, boundary, names);
    if (content.length > limit) {
      throw BodyReader.tooLarge(limit);
    }
    return content;
  }

  private static @Nullable String boundary(String multipart) {
    try {
      String boundary = MediaType.parseMediaType(multipart).getParameter("boundary");
      return boundary == null ? null : unquoted(boundary);
    } catch (InvalidMediaTypeException e) {
      throw unsupported();
    }
  }

  private static String unquoted(String text) {
    boolean quoted = text.length() >= 2 && text.startsWith("\"") && text.endsWith("\"");
    return quoted ? text.substring(1, text.length() - 1).replaceAll("\\\\(.)", "$1") : text;
  }

  static boolean isGzipped(@Nullable String coding) {
    String name = coding == null ? "" : coding.strip().toLowerCase(Locale.ROOT);
    return switch (name) {
      case "", "identity" -> false;
      case "gzip", "x-gzip" -> true;
      default ->
          throw new HttpProblem(
                  HttpStatus.UNSUPPORTED_MEDIA_TYPE,
                  "unsupported_encoding",
                  "the Content-Encoding may be gzip, nothing else")
              .with(HttpHeaders.ACCEPT_ENCODING, "gzip");
    };
  }

  private static HttpProblem unsupported() {
    return new HttpProblem(
            HttpStatus.UNSUPPORTED_MEDIA_TYPE,
            "unsupported_media_type",
            "the body must be a pprof profile as application/octet-stream,"
                + " or multipart/form-data with it as a file")
        .with("Accept-Post", "application/octet-stream, multipart/form-data");
  }
}
