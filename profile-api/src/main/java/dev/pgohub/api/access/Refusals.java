package dev.pgohub.api.access;

import dev.pgohub.api.problem.HttpProblem;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

/**
 * What is said to those who may not, and counted. A client that sends tokens which nobody knows is
 * soon told to wait; a token that is known is taken nevertheless, because many clients may share an
 * address, and nobody guesses a token. Thread-safe.
 */
final class Refusals {

  /**
   * The challenge leaves Basic out, which it takes, too: browsers would ask for it by themselves.
   */
  private static final String CHALLENGE = "Bearer realm=\"pgohub\"";

  private static final int WRONG_TOKENS_PER_SECOND = 1;
  private static final int WRONG_TOKENS_AT_ONCE = 20;

  private final MeterRegistry meters;
  private final ClientRates wrongTokens;

  Refusals(MeterRegistry meters, int clients) {
    this.meters = meters;
    wrongTokens =
        new ClientRates(WRONG_TOKENS_PER_SECOND, WRONG_TOKENS_AT_ONCE, clients, System::nanoTime);
  }

  /** No token was sent. */
  HttpProblem noToken() {
    count("no_token");
    return new HttpProblem(
            HttpStatus.UNAUTHORIZED,
            "no_token",
            "a token is needed: Authorization: Bearer, or Basic with the token as password")
        .with(HttpHeaders.WWW_AUTHENTICATE, CHALLENGE);
  }

  /** One was sent that is not known. */
  HttpProblem wrongToken(String address) {
    String client = ClientAddress.of(address);
    Duration wait = wrongTokens.wait(client);
    if (!wait.isZero()) {
      count("rate_limited");
      return new HttpProblem(
              HttpStatus.TOO_MANY_REQUESTS,
              "rate_limited",
              "this client sends too many tokens that are not known")
          .retryAfter(wait);
    }
    wrongTokens.count(client, 1);
    count("bad_token");
    return new HttpProblem(HttpStatus.UNAUTHORIZED, "bad_token", "this token is not known")
        .with(HttpHeaders.WWW_AUTHENTICATE, CHALLENGE + ", error=\"invalid_token\"");
  }

  /** It is known, and has not the right. */
  HttpProblem forbidden(Caller caller, String what) {
    count("forbidden");
    return new HttpProblem(
        HttpStatus.FORBIDDEN, "forbidden", "the token " + caller.name() + " may not " + what);
  }

  private void count(String reason) {
    meters.counter("pgohub.access.refused", "reason", reason).increment();
  }
}
