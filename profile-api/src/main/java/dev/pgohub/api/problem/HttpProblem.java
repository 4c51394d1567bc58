package dev.pgohub.api.problem;

import java.time.Duration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

/**
 * A request that is not answered as asked: a status, a code for programs, a sentence for people.
 */
public final class HttpProblem extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final HttpStatus status;
  private final String reason;
  private final String detail;
  private final transient HttpHeaders headers = new HttpHeaders();

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
}
