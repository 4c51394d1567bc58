package dev.pgohub.api.serve;

import dev.pgohub.api.ProfileApiSettings;
import dev.pgohub.api.RequestCounters;
import dev.pgohub.api.access.Access;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.filter.ServerHttpObservationFilter;

/**
 * Answers what builds ask for by far the most, {@code GET /profile/{tag}} without anything more,
 * where the profile is ready; all else is left to {@link ProfileController}, whose answer is the
 * same. Behind the filter that knows who may ask.
 */
@Component
final class ReadyProfileFilter extends OncePerRequestFilter {

  private static final String PATH = "/profile/";
  private static final String PATTERN = "/profile/{address}";

  private final ReadyProfiles profiles;
  private final ProfileSender sender;
  private final RequestCounters counters;

  ReadyProfileFilter(
      ReadyProfiles profiles,
      ProfileApiSettings settings,
      Access access,
      RequestCounters counters) {
    this.profiles = profiles;
    this.sender = new ProfileSender(settings.responseTimeout(), !access.isNeeded());
    this.counters = counters;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    String tag = tag(request);
    ReadyProfile ready = tag == null ? null : profiles.of(tag);
    if (ready == null) {
      chain.doFilter(request, response);
      return;
    }
    ServerHttpObservationFilter.findObservationContext(request)
        .ifPresent(observed -> observed.setPathPattern(PATTERN));
    try {
      sender.sendReady(ready, request, response);
    } finally {
      counters.countGet(response.getStatus());
    }
  }

  /** Of the path as it was sent: one that has to be decoded is none of the usual ones. */
  private static @Nullable String tag(HttpServletRequest request) {
    String method = request.getMethod();
    String path = request.getRequestURI();
    return (method.equals("GET") || method.equals("HEAD"))
            && request.getQueryString() == null
            && path.startsWith(PATH)
        ? path.substring(PATH.length())
        : null;
  }
}
