package dev.pgohub.api.intake.scrape;

import dev.pgohub.schemas.ProfileMode;
import dev.pgohub.schemas.ProfileTag;
import dev.pgohub.schemas.Spans;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads the list of targets: JSON, {@code {"targets": [{"tag": …, "url": …}, …]}}. */
final class ScrapeList {

  static final int MAX_TARGETS = 1_000;

  private static final JsonMapper MAPPER = new JsonMapper();
  private static final Set<String> FIELDS =
      Set.of(
          "tag",
          "url",
          "srv",
          "scheme",
          "path",
          "instance",
          "mode",
          "build",
          "seconds",
          "interval");
  private static final Pattern SECONDS = Pattern.compile("(?:^|&)seconds=([0-9]{1,4})(?:&|$)");
  private static final Pattern SRV = Pattern.compile("[a-zA-Z0-9._-]+");
  private static final String USUAL_PATH = "/debug/pprof/profile";
  private static final int USUAL_SECONDS = 10;
  private static final int MAX_SECONDS = 300;
  private static final int MAX_TEXT = 256;
  private static final Duration USUAL_INTERVAL = Duration.ofSeconds(60);
  private static final Duration MAX_INTERVAL = Duration.ofDays(1);

  private ScrapeList() {}

  /**
   * Reads it.
   *
   * @throws InvalidScrapeListException when one of the targets is not right: then none is taken
   */
  static List<ScrapeTarget> read(byte[] json) throws InvalidScrapeListException {
    JsonNode targets;
    try {
      targets = MAPPER.readTree(json).path("targets");
    } catch (JacksonException e) {
      throw new InvalidScrapeListException("it is no JSON: " + e.getOriginalMessage());
    }
    if (!targets.isArray()) {
      throw new InvalidScrapeListException("it must be an object with an array \"targets\"");
    }
    if (targets.size() > MAX_TARGETS) {
      throw new InvalidScrapeListException("it has more than " + MAX_TARGETS + " targets");
    }
    List<ScrapeTarget> read = new ArrayList<>();
    for (int i = 0; i < targets.size(); i++) {
      try {
        read.add(target(targets.get(i)));
      } catch (IllegalArgumentException | JacksonException e) {
        throw new InvalidScrapeListException("target " + (i + 1) + ": " + e.getMessage());
      }
    }
    return read;
  }

  private static ScrapeTarget target(JsonNode json) {
    for (String field : json.propertyNames()) {
      require(FIELDS.contains(field), "there is no field \"" + field + "\"");
    }
    String srv = text(json, "srv", "");
    boolean isName = !srv.isEmpty();
    require(
        isName != json.has("url"),
        "it must have either a \"url\" or the name of an \"srv\" record");
    require(!isName || SRV.matcher(srv).matches(), "\"srv\" is no name in DNS");
    require(!isName || !json.has("instance"), "the instances of a name are its hosts and ports");
    URI url =
        isName
            ? url(text(json, "scheme", "http") + "://srv" + text(json, "path", USUAL_PATH))
            : url(text(json, "url", ""));
    Matcher inUrl = SECONDS.matcher(url.getRawQuery() == null ? "" : url.getRawQuery());
    boolean isInUrl = inUrl.find();
    int seconds =
        isInUrl ? Integer.parseInt(inUrl.group(1)) : json.path("seconds").asInt(USUAL_SECONDS);
    require(!(isInUrl && json.has("seconds")), "\"seconds\" are in the URL already");
    require(seconds >= 1 && seconds <= MAX_SECONDS, "\"seconds\" must be 1 to " + MAX_SECONDS);
    return new ScrapeTarget(
        ProfileTag.of(text(json, "tag", "")),
        ProfileMode.of(text(json, "mode", "")),
        text(json, "instance", isName ? "" : url.getRawAuthority()),
        text(json, "build", ""),
        isInUrl ? url : withSeconds(url, seconds),
        srv,
        seconds,
        interval(json, seconds));
  }

  private static Duration interval(JsonNode json, int seconds) {
    Duration interval = json.has("interval") ? span(text(json, "interval", "")) : USUAL_INTERVAL;
    require(
        interval.toSeconds() >= seconds && interval.compareTo(MAX_INTERVAL) <= 0,
        "\"interval\" must be at least as long as a profile takes, and at most a day");
    return interval;
  }

  private static Duration span(String text) {
    try {
      return Spans.parse(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("\"interval\" must be a time such as 60s or 5m");
    }
  }

  private static URI url(String text) {
    URI url = URI.create(text);
    String scheme = String.valueOf(url.getScheme());
    require(
        (scheme.equals("http") || scheme.equals("https"))
            && url.getHost() != null
            && url.getRawUserInfo() == null
            && url.getRawFragment() == null,
        "its URL must begin with http:// or https:// and have a host and no password");
    return url;
  }

  private static URI withSeconds(URI url, int seconds) {
    String join = url.getRawQuery() == null ? "?" : "&";
    String path = url.getRawPath().isEmpty() ? url + USUAL_PATH : url.toString();
    return URI.create(path + join + "seconds=" + seconds);
  }

  private static String text(JsonNode json, String field, String usual) {
    String text = json.path(field).asString(usual);
    require(
        text.length() <= MAX_TEXT && text.chars().noneMatch(Character::isISOControl),
        "\"" + field + "\" must have at most " + MAX_TEXT + " characters");
    return text;
  }

  private static void require(boolean isKept, String otherwise) {
    if (!isKept) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
