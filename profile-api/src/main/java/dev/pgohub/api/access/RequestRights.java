package dev.pgohub.api.access;

import jakarta.servlet.http.HttpServletRequest;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AuthenticationCredentialsNotFoundException;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.authorization.AuthorizationResult;
import org.springframework.security.core.Authentication;

/** Decides whether a request may go on, by the rules of the endpoints. Thread-safe. */
final class RequestRights implements AuthorizationManager<HttpServletRequest> {

  private final EndpointRules rules;

  /**
   * What came out.
   *
   * @param need what the request needs
   * @param isGranted whether its sender has it
   */
  record Decision(EndpointRules.Need need, boolean isGranted) implements AuthorizationResult {}

  RequestRights(EndpointRules rules) {
    this.rules = rules;
  }

  /**
   * Decides.
   *
   * @throws AuthenticationCredentialsNotFoundException when a token is needed, and none was sent
   */
  @Override
  public AuthorizationResult authorize(
      Supplier<? extends @Nullable Authentication> sender, HttpServletRequest request) {
    EndpointRules.Need need = rules.of(request);
    if (need.scope() == EndpointRules.Scope.OPEN) {
      return new Decision(need, true);
    }
    Authentication known = sender.get();
    if (known == null || !(known.getPrincipal() instanceof Caller caller)) {
      throw new AuthenticationCredentialsNotFoundException("no token");
    }
    return new Decision(need, need.isMetBy(caller));
  }
}
