package dev.pgohub.api.access;

import static org.springframework.http.HttpMethod.DELETE;
import static org.springframework.http.HttpMethod.GET;
import static org.springframework.http.HttpMethod.HEAD;
import static org.springframework.http.HttpMethod.POST;
import static org.springframework.http.HttpMethod.PUT;

import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import org.springframework.http.HttpMethod;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher.MatchResult;

/**
 * What each endpoint needs. What no rule names, not yet or not at all, is for those alone who may
 * administer all tags. Immutable.
 */
final class EndpointRules {

  /** Of which tags a right is needed. */
  enum Scope {
    /** Of none: nobody needs a token. */
    OPEN,
    /** Of the tag in the path. */
    TAG,
    /** Of some tag: the handler asks of which, or shows those only. */
    SOME,
    /** Of all tags. */
    ALL
  }

  private record Rule(PathPatternRequestMatcher path, Right right, Scope scope) {}

  /**
   * What a request needs.
   *
   * @param tag in the path, not checked; empty where there is none
   */
  record Need(Right right, Scope scope, String tag) {

    boolean isMetBy(Caller caller) {
      return switch (scope) {
        case OPEN -> true;
        case TAG -> caller.may(right, tag);
        case SOME -> caller.mayForSome(right);
        case ALL -> caller.mayForAll(right);
      };
    }

    /** For people, such as {@code read tag checkout}. */
    String what() {
      return right.code()
          + switch (scope) {
            case OPEN -> "";
            case TAG -> " tag " + tag;
            case SOME -> "";
            case ALL -> " all tags";
          };
    }
  }

  private static final Need UNNAMED = new Need(Right.ADMIN, Scope.ALL, "");

  private final List<Rule> rules = new ArrayList<>();

  EndpointRules() {
    reading(Scope.OPEN, "/", "/page/{name}", "/openapi.json");
    reading(Scope.OPEN, "/actuator/health/liveness", "/actuator/health/readiness");
    reading(Scope.TAG, "/profile/{tag}", "/profile/{tag}/live", "/profile/{tag}/stacks");
    reading(Scope.SOME, "/api/v1/tags", "/api/v1/events");
    reading(Scope.TAG, "/api/v1/tags/{tag}", "/api/v1/tags/{tag}/{part}");
    reading(Scope.ALL, "/actuator/health", "/actuator/health/{*part}", "/actuator/prometheus");
    reading(Scope.ALL, "/api/v1/fleet");
    add(POST, Right.WRITE, Scope.TAG, "/profile/{tag}");
    add(POST, Right.WRITE, Scope.SOME, "/ingest", "/pyroscope/ingest");
    add(POST, Right.WRITE, Scope.SOME, "/push.v1.PusherService/Push");
    for (String said : List.of("policy", "hold", "publication")) {
      add(PUT, Right.ADMIN, Scope.TAG, "/api/v1/tags/{tag}/" + said);
      add(DELETE, Right.ADMIN, Scope.TAG, "/api/v1/tags/{tag}/" + said);
    }
    add(GET, Right.ADMIN, Scope.ALL, "/api/v1/scrapes");
  }

  private void reading(Scope scope, String... paths) {
    add(GET, Right.READ, scope, paths);
    add(HEAD, Right.READ, scope, paths);
  }

  private void add(HttpMethod method, Right right, Scope scope, String... paths) {
    for (String path : paths) {
      var matcher = PathPatternRequestMatcher.withDefaults().matcher(method, path);
      rules.add(new Rule(matcher, right, scope));
    }
  }

  /** What a request needs; the first rule that names it decides. */
  Need of(HttpServletRequest request) {
    for (Rule rule : rules) {
      MatchResult match = rule.path.matcher(request);
      if (match.isMatch()) {
        return new Need(rule.right, rule.scope, tag(match));
      }
    }
    return UNNAMED;
  }

  /** Behind the tag may stand the digest of a generation. */
  private static String tag(MatchResult match) {
    String named = match.getVariables().getOrDefault("tag", "");
    int at = named.indexOf('@');
    return at < 0 ? named : named.substring(0, at);
  }
}
