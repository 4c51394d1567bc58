package dev.pgohub.api.problem;

import dev.pgohub.api.store.StoreException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import org.springframework.web.util.DisconnectedClientHelper;

/** Turns exceptions into the answers of {@link ProblemAnswer}. */
@RestControllerAdvice
public class ProblemAdvice extends ResponseEntityExceptionHandler {

  private static final Logger log = LoggerFactory.getLogger(ProblemAdvice.class);

  @ExceptionHandler
  ResponseEntity<Object> problem(HttpProblem problem, HttpServletRequest request) {
    return ProblemAnswer.of(problem, request);
  }

  @ExceptionHandler
  @Nullable ResponseEntity<Object> unforeseen(
      Exception e, HttpServletRequest request, HttpServletResponse response) throws Exception {
    if (response.isCommitted()) {
      // Tomcat then cuts the connection, so that half a profile is not taken for a whole one.
      throw e;
    }
    if (e instanceof IOException && DisconnectedClientHelper.isClientDisconnectedException(e)) {
      log.debug("the client of {} is gone", request.getRequestURI(), e);
      return null;
    }
    if (e instanceof StoreException) {
      log.error("the local copy fails", e);
      return ProblemAnswer.of(
          request,
          HttpStatus.SERVICE_UNAVAILABLE,
          "store_failed",
          "the local copy of the profiles cannot be read",
          new HttpHeaders());
    }
    log.error("{} {} failed", request.getMethod(), request.getRequestURI(), e);
    return ProblemAnswer.of(
        request,
        HttpStatus.INTERNAL_SERVER_ERROR,
        "internal",
        "the request failed; the log says why",
        new HttpHeaders());
  }

  /** What Spring refuses by itself: other methods, unknown paths. */
  @Override
  protected @Nullable ResponseEntity<Object> handleExceptionInternal(
      Exception e,
      @Nullable Object body,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    HttpServletRequest servletRequest = ((ServletWebRequest) request).getRequest();
    Object known = body == null && e instanceof ErrorResponse response ? response.getBody() : body;
    String detail = known instanceof ProblemDetail problem ? problem.getDetail() : null;
    String reason = ProblemAnswer.reason(status);
    return ProblemAnswer.of(
        servletRequest, status, reason, detail == null ? reason : detail, headers);
  }
}
