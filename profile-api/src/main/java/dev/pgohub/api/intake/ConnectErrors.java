package dev.pgohub.api.intake;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyAdvice;

/**
 * Says problems of a push as Connect does: {@code {"code": …, "message": …}} with the status that
 * belongs to the code. Without a code a sender would try a bad request again and again.
 */
@RestControllerAdvice
class ConnectErrors implements ResponseBodyAdvice<Object> {

  /** What Connect calls a status, and the status that it has for that. */
  private record Code(String name, int status) {
    static Code of(int status) {
      return switch (status) {
        case 401 -> new Code("unauthenticated", status);
        case 403 -> new Code("permission_denied", status);
        case 404 -> new Code("unimplemented", status);
        case 408 -> new Code("deadline_exceeded", status);
        case 415 -> new Code("invalid_argument", status);
        case 429 -> new Code("resource_exhausted", status);
        case 503 -> new Code("unavailable", status);
        default -> status >= 500 ? new Code("internal", 500) : new Code("invalid_argument", 400);
      };
    }
  }

  @Override
  public boolean supports(
      MethodParameter returnType, Class<? extends HttpMessageConverter<?>> converterType) {
    return true;
  }

  @Override
  public @Nullable Object beforeBodyWrite(
      @Nullable Object body,
      MethodParameter returnType,
      MediaType type,
      Class<? extends HttpMessageConverter<?>> converterType,
      ServerHttpRequest request,
      ServerHttpResponse response) {
    if (!(body instanceof ProblemDetail problem)
        || !request.getURI().getPath().equals(PushController.PATH)) {
      return body;
    }
    Code code = Code.of(problem.getStatus());
    response.setStatusCode(HttpStatusCode.valueOf(code.status()));
    response.getHeaders().setContentType(MediaType.APPLICATION_JSON);
    return Map.of("code", code.name(), "message", String.valueOf(problem.getDetail()));
  }
}
