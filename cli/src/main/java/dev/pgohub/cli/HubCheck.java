package dev.pgohub.cli;

import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Whether a hub answers, how it is, and whether its clock agrees with this machine's. */
final class HubCheck {

  private static final String HUB = "hub";
  private static final String CLOCK = "clock";
  private static final Duration FINE = Duration.ofSeconds(30);

  /** From here on the hub refuses profiles of this machine. */
  private static final Duration REFUSED = Duration.ofMinutes(10);

  private static final Map<String, String> JSON = Map.of("Accept", "application/json");
  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;

  private HubCheck() {}

  /** Adds what is found, and returns whether a hub answers. */
  static boolean run(Hub hub, List<Finding> findings) {
    Hub.Answer answer;
    Instant before = Instant.now();
    try {
      answer = hub.get("/actuator/health", JSON);
      if (answer.status() == FORBIDDEN) {
        // A token for some tags: how the whole hub is, is not for it.
        answer = hub.get("/actuator/health/readiness", JSON);
      }
    } catch (CommandFailure e) {
      findings.add(Finding.fail(HUB, String.valueOf(e.getMessage())));
      return false;
    }
    Instant after = Instant.now();
    if (answer.status() == UNAUTHORIZED) {
      findings.add(
          Finding.fail(
              HUB,
              hub.base() + " answers " + Hub.reason(answer) + "; PGOHUB_TOKEN is what is sent"));
      findings.add(clock(answer.header("Date").orElse(""), before, after));
      return true;
    }
    try {
      findings.add(health(hub, JsonReader.object(answer.text())));
    } catch (IllegalArgumentException e) {
      findings.add(
          Finding.fail(HUB, "what answers at " + hub.base() + " is no hub; --url or PGOHUB_URL"));
      return false;
    }
    findings.add(clock(answer.header("Date").orElse(""), before, after));
    return true;
  }

  private static Finding health(Hub hub, Map<String, Object> health) {
    String status = String.valueOf(health.get("status"));
    if (status.equals("UP")) {
      return Finding.ok(HUB, hub.base() + " is up");
    }
    List<String> ill = new ArrayList<>();
    if (health.get("components") instanceof Map<?, ?> components) {
      components.forEach(
          (name, component) -> {
            if (component instanceof Map<?, ?> facts && !"UP".equals(facts.get("status"))) {
              ill.add(name + " " + facts.get("status"));
            }
          });
    }
    return Finding.fail(
        HUB,
        hub.base()
            + " answers, but is "
            + status
            + (ill.isEmpty() ? "" : " (" + String.join(", ", ill) + ")")
            + "; look at its log");
  }

  /** The header counts whole seconds. */
  static Finding clock(String date, Instant before, Instant after) {
    Instant there;
    try {
      there = ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
    } catch (DateTimeParseException e) {
      return Finding.warn(CLOCK, "the hub does not say what time it is; not compared");
    }
    Instant here = before.plus(Duration.between(before, after).dividedBy(2));
    Duration ahead = Duration.between(there, here);
    if (ahead.abs().compareTo(FINE) <= 0) {
      return Finding.ok(CLOCK, "this machine's agrees with the hub's");
    }
    String text =
        "this machine's is "
            + ahead.abs().toSeconds()
            + " s "
            + (ahead.isNegative() ? "behind" : "ahead of")
            + " the hub's; set it by NTP";
    boolean isRefused = ahead.compareTo(REFUSED) > 0;
    return isRefused
        ? Finding.fail(CLOCK, text + ": profiles from the future are refused")
        : Finding.warn(CLOCK, text);
  }
}
