package dev.pgohub.api;

import dev.pgohub.api.problem.ProblemAnswer;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.HandlerInterceptor;

/** Counts what was served and what was taken in, or why not. Thread-safe. */
public final class RequestCounters implements HandlerInterceptor {

  private final MeterRegistry meters;

  RequestCounters(MeterRegistry meters) {
    this.meters = meters;
  }

  /** Counts a profile that was asked for and how that was answered. */
  public void countGet(int status) {
    meters.counter("pgohub.profile.gets", "status", Integer.toString(status)).increment();
  }

  @Override
  public void afterCompletion(
      HttpServletRequest request,
      HttpServletResponse response,
      Object handler,
      @Nullable Exception failure) {
    if (!"POST".equals(request.getMethod())) {
      countGet(response.getStatus());
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
