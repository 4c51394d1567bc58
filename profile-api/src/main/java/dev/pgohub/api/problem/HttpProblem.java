package dev.pgohub.api.problem;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

/**
 * A request that is not answered as asked: a status, a code for programs, a sentence for people.
 */
public final class HttpProblem extends RuntimeException {

  private static final long serialVersionUID = 1L;
  private static final int MAX_HEADER_LENGTH = 500;

  private final HttpStatus status;
  private final String reason;
  private final String detail;
  private final transient HttpHeaders headers = new HttpHeaders();
  private final transient Map<String, Object> properties = new LinkedHashMap<>();

  /**
   * A problem.
   *
   * @param reason stable, lower case, words joined by {@code _}
   * @param detail one sentence: what was found, and what would be right
   */
  public HttpProblem(HttpStatus status, String reason, String detail) {
    super(detail, null, false, false);
    this.status = status;
    this.reason = reason;
    this.detail = detail;
  }

  /** A request that cannot be understood. */
  public static HttpProblem badRequest(String reason, String detail) {
    return new HttpProblem(HttpStatus.BAD_REQUEST, reason, detail);
  }

  /** The same, with a header field. */
  public HttpProblem with(String header, String value) {
    headers.set(header, value);
    return this;
  }

  /** The same, with a further property in the body, if there is one. */
  public HttpProblem withProperty(String name, Object value) {
    properties.put(name, value);
    return this;
  }

  /** A text as it may stand in a header field: one line of ASCII, cut to a bearable length. */
  public static String ascii(String text) {
    String printable = text.replaceAll("[^\\x20-\\x7e]", "?");
    return printable.substring(0, Math.min(printable.length(), MAX_HEADER_LENGTH));
  }

  /** The same, saying when to try again; at least a second. */
  public HttpProblem retryAfter(Duration wait) {
    long seconds = Math.max(1, (wait.toMillis() + 999) / 1000);
    return with(HttpHeaders.RETRY_AFTER, Long.toString(seconds));
  }

  @Override
  public String getMessage() {
    return detail;
  }

  HttpStatus status() {
    return status;
  }

  String reason() {
    return reason;
  }

  HttpHeaders headers() {
    return headers;
  }

  Map<String, Object> properties() {
    return properties;
  }
}
