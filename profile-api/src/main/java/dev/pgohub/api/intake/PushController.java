package dev.pgohub.api.intake;

import dev.pgohub.api.access.Access;
import dev.pgohub.api.access.Right;
import dev.pgohub.api.problem.HttpProblem;
import dev.pgohub.schemas.FragmentId;
import dev.pgohub.schemas.InvalidNameException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Takes what Alloy and other senders push: Connect's unary form of Pyroscope's push service. All
 * profiles of a request are checked before the first is published; the first error is the answer to
 * all. Sending the same request again is safe.
 */
@RestController
class PushController {

  static final String PATH = "/push.v1.PusherService/Push";

  private static final String PROTO = "application/proto";
  private static final String PROCESS_CPU = "process_cpu";
  private static final byte[] EMPTY_JSON = {'{', '}'};

  private final FragmentIntake intake;
  private final AgentIntake agents;
  private final AgentLabels labels;
  private final Access access;

  PushController(FragmentIntake intake, AgentIntake agents, AgentLabels labels, Access access) {
    this.intake = intake;
    this.agents = agents;
    this.labels = labels;
    this.access = access;
  }

  @PostMapping(PATH)
  ResponseEntity<byte[]> post(HttpServletRequest request) {
    boolean isProto = isProto(request.getHeader(HttpHeaders.CONTENT_TYPE));
    boolean isGzipped = BodyType.isGzipped(request.getHeader(HttpHeaders.CONTENT_ENCODING));
    int limit = FragmentIntake.MAX_BODY_BYTES;
    List<String> tags =
        intake.receive(
            request,
            limit,
            body -> {
              byte[] message = isGzipped && body.length > 0 ? Gzip.inflated(body, limit) : body;
              return take(isProto ? PushProto.read(message) : PushJson.read(message));
            });
    return ResponseEntity.ok()
        .contentType(MediaType.parseMediaType(isProto ? PROTO : MediaType.APPLICATION_JSON_VALUE))
        .header(IngestController.TAG_HEADER, tags.toArray(String[]::new))
        .body(isProto ? new byte[0] : EMPTY_JSON);
  }

  /** Takes all in; returns their tags. */
  private List<String> take(PushedProfiles pushed) {
    List<AgentIntake.Ready> ready = new ArrayList<>();
    for (PushedProfiles.Series series : pushed.series()) {
      for (PushedProfiles.Profile profile : series.profiles()) {
        prepare(series, profile).ready().ifPresent(ready::add);
      }
    }
    return ready.stream().map(agents::publish).map(FragmentIntake.Taken::tag).distinct().toList();
  }

  private AgentIntake.Outcome prepare(
      PushedProfiles.Series series, PushedProfiles.Profile profile) {
    String name = series.label("__name__");
    if (!name.isEmpty() && !name.equals(PROCESS_CPU)) {
      return agents.ignored(ProfileKind.of(List.of(name)));
    }
    Envelope envelope = labels.envelope("", series.labels(), key(profile.id()));
    access.require(Right.WRITE, envelope.tag());
    return agents.preparePprof(envelope, profile.pprof(), series.label("pyroscope_spy"));
  }

  /** An id that cannot be one is none: then the content decides. */
  private static @Nullable String key(String id) {
    try {
      return FragmentId.check(id);
    } catch (InvalidNameException e) {
      return null;
    }
  }

  private static boolean isProto(@Nullable String type) {
    String name = type == null ? "" : type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    return switch (name) {
      case PROTO -> true;
      case MediaType.APPLICATION_JSON_VALUE -> false;
      default ->
          throw new HttpProblem(
                  HttpStatus.UNSUPPORTED_MEDIA_TYPE,
                  "unsupported_media_type",
                  "the body must be application/proto or application/json")
              .with("Accept-Post", "application/proto, application/json");
    };
  }
}
