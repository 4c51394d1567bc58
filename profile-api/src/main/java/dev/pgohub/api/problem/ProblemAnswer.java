package dev.pgohub.api.problem;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;

/**
 * Makes the answer to a problem. What a build may write into {@code default.pgo} has no body: a GET
 * outside of {@code /api/} gets one only when it asks for JSON by name. The reason stands in {@link
 * #HEADER} in any case.
 */
public final class ProblemAnswer {

  /** The header field with the detail of a problem, in ASCII. */
  public static final String HEADER = "X-Pgohub-Problem";

  /** Request attribute with the reason of the problem that was answered. */
  public static final String REASON_ATTRIBUTE = ProblemAnswer.class.getName() + ".reason";

  private static final String PROBLEM = ProblemAnswer.class.getName();

  private ProblemAnswer() {}

  static ResponseEntity<Object> of(HttpProblem problem, HttpServletRequest request) {
    request.setAttribute(PROBLEM, problem);
    return answer(
        request,
        problem.status(),
        problem.reason(),
        problem.getMessage(),
        problem.headers(),
        problem.properties());
  }

  /** The answer to what the container found; ours when we had found it, too. */
  static ResponseEntity<Object> ofContainer(HttpStatus status, HttpServletRequest request) {
    // Tomcat answers by itself when a body cannot be read, whatever we say then.
    return request.getAttribute(PROBLEM) instanceof HttpProblem problem
            && problem.status() == status
        ? of(problem, request)
        : of(request, status, reason(status), status.getReasonPhrase(), new HttpHeaders());
  }

  static ResponseEntity<Object> of(
      HttpServletRequest request,
      HttpStatusCode status,
      String reason,
      String detail,
      HttpHeaders headers) {
    return answer(request, status, reason, detail, headers, Map.of());
  }

  private static ResponseEntity<Object> answer(
      HttpServletRequest request,
      HttpStatusCode status,
      String reason,
      String detail,
      HttpHeaders headers,
      Map<String, Object> properties) {
    request.setAttribute(REASON_ATTRIBUTE, reason);
    HttpHeaders all = new HttpHeaders();
    all.putAll(headers);
    all.set(HEADER, HttpProblem.ascii(detail));
    all.setCacheControl("no-cache");
    if (RequestBody.isUnread(request)) {
      all.setConnection("close");
    }
    if (dependsOnAccept(request)) {
      all.setVary(Collections.singletonList(HttpHeaders.ACCEPT));
    }
    if (dependsOnAccept(request) && !asksForJson(request)) {
      return new ResponseEntity<>(all, status);
    }
    ProblemDetail body = ProblemDetail.forStatusAndDetail(status, detail);
    body.setProperty("reason", reason);
    properties.forEach(body::setProperty);
    body.setInstance(URI.create(path(request)));
    all.setContentType(MediaType.APPLICATION_PROBLEM_JSON);
    return new ResponseEntity<>(body, all, status);
  }

  /** Whether the answer may end up in a file that a compiler reads. */
  private static boolean dependsOnAccept(HttpServletRequest request) {
    Object original = request.getAttribute(RequestDispatcher.ERROR_METHOD);
    String method = original == null ? request.getMethod() : original.toString();
    return (method.equals("GET") || method.equals("HEAD")) && !path(request).startsWith("/api/");
  }

  private static boolean asksForJson(HttpServletRequest request) {
    var accepts = Collections.list(request.getHeaders(HttpHeaders.ACCEPT));
    try {
      return MediaType.parseMediaTypes(accepts).stream()
          .anyMatch(type -> type.getQualityValue() > 0 && isJson(type));
    } catch (InvalidMediaTypeException e) {
      return false;
    }
  }

  private static boolean isJson(MediaType type) {
    return MediaType.APPLICATION_JSON.equalsTypeAndSubtype(type)
        || MediaType.APPLICATION_PROBLEM_JSON.equalsTypeAndSubtype(type);
  }

  private static String path(HttpServletRequest request) {
    Object original = request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI);
    return original == null ? request.getRequestURI() : original.toString();
  }

  /** A code for a problem that only has a status, such as {@code not_found}. */
  static String reason(HttpStatusCode status) {
    HttpStatus known = HttpStatus.resolve(status.value());
    return known == null ? "status_" + status.value() : known.name().toLowerCase(Locale.ROOT);
  }
}
