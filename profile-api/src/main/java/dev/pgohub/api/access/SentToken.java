package dev.pgohub.api.access;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.authentication.AuthenticationConverter;
import org.springframework.security.web.authentication.www.BasicAuthenticationConverter;

/**
 * Takes the token out of a request: {@code Authorization: Bearer}, or Basic with the token as
 * password and any name, as agents send it. Thread-safe.
 */
final class SentToken implements AuthenticationConverter {

  private static final String BEARER = "bearer ";

  private final BasicAuthenticationConverter basic = new BasicAuthenticationConverter();

  @Override
  public @Nullable Authentication convert(HttpServletRequest request) {
    String header = request.getHeader(HttpHeaders.AUTHORIZATION);
    if (header != null && header.toLowerCase(Locale.ROOT).startsWith(BEARER)) {
      String token = header.substring(BEARER.length()).strip();
      return UsernamePasswordAuthenticationToken.unauthenticated("", token);
    }
    return basic.convert(request);
  }
}
