package dev.pgohub.api.intake;

import dev.pgohub.api.problem.HttpProblem;
import dev.pgohub.api.serve.ProfileAddress;
import dev.pgohub.schemas.FragmentId;
import dev.pgohub.schemas.InvalidNameException;
import dev.pgohub.schemas.ProfileMode;
import dev.pgohub.schemas.ProfileTag;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a sender says about a fragment, in the query or, when it is not there, in header fields.
 *
 * @param tag the tag
 * @param mode the mode, or none
 * @param instance at most 256 characters, may be empty
 * @param build at most 256 characters, may be empty
 * @param startUnixNanos 0: as the profile says
 * @param durationNanos 0: as the profile says
 * @param key the sender's own fragment id; null: by content
 */
public record Envelope(
    ProfileTag tag,
    ProfileMode mode,
    String instance,
    String build,
    long startUnixNanos,
    long durationNanos,
    @Nullable String key) {

  static final String IDEMPOTENCY_KEY = "Idempotency-Key";
  private static final int MAX_TEXT = 256;

  /**
   * Reads it.
   *
   * @param tag the last part of the path
   * @throws HttpProblem 400 with what is wrong
   */
  static Envelope of(String tag, HttpServletRequest request) {
    long from = PostedTime.nanos("from", parameter(request, "from", "X-Pgohub-From"));
    long until = PostedTime.nanos("until", parameter(request, "until", "X-Pgohub-Until"));
    return new Envelope(
        ProfileAddress.tag(tag),
        ProfileAddress.mode(parameter(request, "mode", "X-Pgohub-Mode")),
        text("instance", parameter(request, "instance", "X-Pgohub-Instance")),
        text("build", parameter(request, "build", "X-Pgohub-Build")),
        from,
        duration(from, until),
        key(request.getHeader(IDEMPOTENCY_KEY)));
  }

  /** The fragment's id: the sender's key, or one that the same profile sent again has, too. */
  String fragmentId(byte[] pprof) {
    return key != null ? key : FragmentId.ofContent(tag, mode, instance, pprof);
  }

  /** The same, over another time. */
  Envelope during(long startUnixNanos, long durationNanos) {
    return new Envelope(tag, mode, instance, build, startUnixNanos, durationNanos, key);
  }

  /**
   * The time between two moments; 0 when there is no second one.
   *
   * @throws HttpProblem {@code bad_time}
   */
  static long duration(long from, long until) {
    if (until != 0 && (from == 0 || until < from)) {
      throw HttpProblem.badRequest("bad_time", "until must come with a from that is not later");
    }
    return until == 0 ? 0 : until - from;
  }

  private static String parameter(HttpServletRequest request, String name, String header) {
    String[] inQuery = request.getParameterValues(name);
    List<String> values =
        inQuery != null ? List.of(inQuery) : Collections.list(request.getHeaders(header));
    if (values.stream().distinct().count() > 1) {
      throw HttpProblem.badRequest("bad_" + name, name + " is given more than once");
    }
    return values.isEmpty() ? "" : values.get(0);
  }

  /**
   * A text of the envelope.
   *
   * @throws HttpProblem {@code bad_…} when it is too long or holds control characters
   */
  static String text(String name, String text) {
    if (text.length() > MAX_TEXT || text.chars().anyMatch(Character::isISOControl)) {
      throw HttpProblem.badRequest(
          "bad_" + name,
          name + " must have at most " + MAX_TEXT + " characters and no control characters");
    }
    return text;
  }

  private static @Nullable String key(@Nullable String key) {
    try {
      return key == null ? null : FragmentId.check(key);
    } catch (InvalidNameException e) {
      throw HttpProblem.badRequest("bad_idempotency_key", IDEMPOTENCY_KEY + ": " + e.getMessage());
    }
  }
}
