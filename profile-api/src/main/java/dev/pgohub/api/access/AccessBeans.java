package dev.pgohub.api.access;

import dev.pgohub.api.ProfileApiSettings;
import dev.pgohub.api.problem.HttpProblem;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.DefaultSecurityFilterChain;
import org.springframework.security.web.FilterChainProxy;
import org.springframework.security.web.access.ExceptionTranslationFilter;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.authentication.AuthenticationFilter;
import org.springframework.security.web.firewall.StrictHttpFirewall;
import org.springframework.security.web.savedrequest.NullRequestCache;
import org.springframework.security.web.util.matcher.AnyRequestMatcher;
import org.springframework.web.servlet.HandlerExceptionResolver;

/**
 * Puts Spring Security's filters in front of all that is served, when there are tokens: its
 * firewall, who it is, and whether they may. Put together by hand: nothing is on that is not here.
 */
@Configuration(proxyBeanMethods = false)
class AccessBeans {

  @Bean
  Refusals refusals(ProfileApiSettings settings, MeterRegistry meters) {
    return new Refusals(meters, settings.clients());
  }

  @Bean
  Access access(ProfileApiSettings settings, Refusals refusals) {
    return new Access(settings.hasTokens(), refusals);
  }

  @Bean
  FilterRegistrationBean<FilterChainProxy> accessFilter(
      ProfileApiSettings settings,
      Access access,
      Refusals refusals,
      @Qualifier("handlerExceptionResolver") HandlerExceptionResolver answers) {
    FilterChainProxy proxy =
        settings.hasTokens()
            ? filters(
                new TokensFile(settings.tokensFile(), System::nanoTime), access, refusals, answers)
            : new FilterChainProxy();
    var registration = new FilterRegistrationBean<>(proxy);
    registration.setEnabled(settings.hasTokens());
    registration.setDispatcherTypes(DispatcherType.REQUEST);
    // Behind those that care for header fields and for bodies that nobody read.
    // In front of whatever serves.
    registration.setOrder(Ordered.LOWEST_PRECEDENCE - 1);
    return registration;
  }

  private static FilterChainProxy filters(
      TokensFile tokens, Access access, Refusals refusals, HandlerExceptionResolver answers) {
    EndpointRules rules = new EndpointRules();
    StrictHttpFirewall firewall = new StrictHttpFirewall();
    // Tomcat refuses those that end a line; the rest is UTF-8 of labels.
    firewall.setAllowedHeaderValues(value -> true);
    FilterChainProxy proxy =
        new FilterChainProxy(
            new DefaultSecurityFilterChain(
                AnyRequestMatcher.INSTANCE,
                authentication(tokens, refusals, answers),
                translation(rules, access, refusals, answers),
                new AuthorizationFilter(new RequestRights(rules))));
    proxy.setFirewall(firewall);
    return proxy;
  }

  private static AuthenticationFilter authentication(
      TokensFile tokens, Refusals refusals, HandlerExceptionResolver answers) {
    AuthenticationManager manager = sent -> known(tokens, sent);
    AuthenticationFilter filter = new AuthenticationFilter(manager, new SentToken());
    filter.setSuccessHandler((request, response, known) -> {});
    filter.setFailureHandler(
        (request, response, failure) ->
            answer(answers, request, response, refusals.wrongToken(request.getRemoteAddr())));
    return filter;
  }

  private static Authentication known(TokensFile tokens, Authentication sent) {
    Caller caller =
        tokens
            .find(String.valueOf(sent.getCredentials()))
            .orElseThrow(() -> new BadCredentialsException("not known"));
    return UsernamePasswordAuthenticationToken.authenticated(caller, null, List.of());
  }

  private static ExceptionTranslationFilter translation(
      EndpointRules rules, Access access, Refusals refusals, HandlerExceptionResolver answers) {
    ExceptionTranslationFilter filter =
        new ExceptionTranslationFilter(
            (request, response, failure) -> answer(answers, request, response, refusals.noToken()),
            new NullRequestCache());
    filter.setAccessDeniedHandler(
        (request, response, denied) ->
            answer(
                answers,
                request,
                response,
                refusals.forbidden(access.caller(), rules.of(request).what())));
    return filter;
  }

  /** As if a handler had thrown it: {@code ProblemAdvice} makes the answer. */
  private static void answer(
      HandlerExceptionResolver answers,
      HttpServletRequest request,
      HttpServletResponse response,
      HttpProblem problem) {
    answers.resolveException(request, response, null, problem);
  }
}
