package dev.pgohub.api;

import dev.pgohub.api.problem.ProblemAnswer;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.HandlerInterceptor;

/** Counts what was served and what was taken in, or why not. */
final class RequestCounters implements HandlerInterceptor {

  private final MeterRegistry meters;

  RequestCounters(MeterRegistry meters) {
    this.meters = meters;
  }

  @Override
  public void afterCompletion(
      HttpServletRequest request,
      HttpServletResponse response,
      Object handler,
      @Nullable Exception failure) {
    String status = Integer.toString(response.getStatus());
    if (!"POST".equals(request.getMethod())) {
      meters.counter("pgohub.profile.gets", "status", status).increment();
      return;
    }
    Object reason = request.getAttribute(ProblemAnswer.REASON_ATTRIBUTE);
    String result = response.getStatus() < 400 ? "taken" : "refused";
    meters
        .counter(
            "pgohub.fragment.posts",
            "result",
            response.getStatus() >= 500 ? "failed" : result,
            "reason",
            reason == null ? "none" : reason.toString())
        .increment();
  }
}
