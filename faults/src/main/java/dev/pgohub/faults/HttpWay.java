package dev.pgohub.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;

/**
 * Posts a fragment under a key of its own, as any client does that tries again. What the hub
 * answers must be 200, 400 for a damaged profile, or a refusal that says when to come back;
 * anything else is complained about.
 */
final class HttpWay implements Way {

  private static final long LONGEST_PAUSE_MILLIS = 2_000;

  private final URI hub;
  private final Ledger ledger;

  HttpWay(URI hub, Ledger ledger) {
    this.hub = hub;
    this.ledger = ledger;
  }

  @Override
  public Answer deliver(Sample sample) throws InterruptedException {
    long until = sample.startUnixNanos() + sample.durationNanos();
    HttpRequest request =
        Http.request(
                hub.resolve(
                    "/profile/"
                        + sample.tag()
                        + "?instance="
                        + sample.instance()
                        + "&from="
                        + sample.startUnixNanos()
                        + "&until="
                        + until))
            .header("Idempotency-Key", sample.id())
            .header("Accept", "application/json")
            .POST(BodyPublishers.ofByteArray(sample.pprof()))
            .build();
    HttpResponse<byte[]> answer;
    try {
      answer = Http.send(request);
    } catch (IOException e) {
      return Answer.LATER;
    }
    return switch (answer.statusCode()) {
      case 200 -> Answer.TAKEN;
      case 400 -> refused(sample, answer);
      case 429, 503 -> later(answer);
      default -> {
        complain(sample, answer);
        yield Answer.LATER;
      }
    };
  }

  private Answer refused(Sample sample, HttpResponse<byte[]> answer) {
    String body = new String(answer.body(), UTF_8);
    if (sample.kind() != Kind.CORRUPT || !body.contains('"' + sample.reason() + '"')) {
      complain(sample, answer);
    }
    return Answer.REFUSED;
  }

  private Answer later(HttpResponse<byte[]> answer) throws InterruptedException {
    long seconds = answer.headers().firstValueAsLong("Retry-After").orElse(-1);
    if (seconds < 1) {
      ledger.complain("POST: " + answer.statusCode() + " without Retry-After");
    }
    Thread.sleep(Math.min(LONGEST_PAUSE_MILLIS, Math.max(1, seconds) * 1000));
    return Answer.LATER;
  }

  private void complain(Sample sample, HttpResponse<byte[]> answer) {
    ledger.complain(
        "POST of a fragment that is "
            + sample.kind()
            + ": "
            + answer.statusCode()
            + " "
            + new String(answer.body(), UTF_8).strip());
  }

  @Override
  public void close() {
    // The client is shared.
  }
}
