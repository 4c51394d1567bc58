package dev.pgohub.api.intake;

import dev.pgohub.api.access.Access;
import dev.pgohub.api.access.Right;
import dev.pgohub.api.problem.HttpProblem;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Takes what Pyroscope's agents send: one profile, described by the query. */
@RestController
class IngestController {

  /** The header field of an answer that says under which tag a profile is merged. */
  static final String TAG_HEADER = "X-Pgohub-Tag";

  private static final List<String> JFR = List.of("jfr");
  private static final List<String> PPROF = List.of("profile", "cpu_profile");

  private final FragmentIntake intake;
  private final AgentIntake agents;
  private final AgentLabels labels;
  private final Access access;

  IngestController(FragmentIntake intake, AgentIntake agents, AgentLabels labels, Access access) {
    this.intake = intake;
    this.agents = agents;
    this.labels = labels;
    this.access = access;
  }

  /**
   * What was not taken in.
   *
   * @param ignored its kind
   */
  record Ignored(String ignored) implements IngestAnswer {}

  @PostMapping({"/ingest", "/pyroscope/ingest"})
  ResponseEntity<IngestAnswer> post(HttpServletRequest request) {
    boolean isJfr = isJfr(request.getParameter("format"));
    Envelope envelope = envelope(request);
    access.require(Right.WRITE, envelope.tag());
    String spy = orEmpty(request.getParameter("spyName"));
    BodyType type = BodyType.of(request);
    IngestAnswer answer =
        intake.receive(
            request,
            FragmentIntake.MAX_BODY_BYTES,
            body -> {
              byte[] sent = type.content(body, isJfr ? JFR : PPROF);
              AgentIntake.Outcome outcome =
                  isJfr
                      ? agents.prepareJfr(envelope, sent)
                      : agents.preparePprof(envelope, sent, spy);
              return outcome
                  .ready()
                  .<IngestAnswer>map(agents::publish)
                  .orElseGet(() -> new Ignored(outcome.kind().code()));
            });
    return ResponseEntity.ok().header(TAG_HEADER, envelope.tag().value()).body(answer);
  }

  private Envelope envelope(HttpServletRequest request) {
    AppName app = AppName.parse(request.getParameter("name"));
    Envelope envelope = labels.envelope(app.name(), app.labels(), null);
    long from = PostedTime.nanos("from", orEmpty(request.getParameter("from")));
    long until = PostedTime.nanos("until", orEmpty(request.getParameter("until")));
    return envelope.during(from, Envelope.duration(from, until));
  }

  private static boolean isJfr(@Nullable String format) {
    return switch (orEmpty(format).toLowerCase(Locale.ROOT)) {
      case "", "pprof" -> false;
      case "jfr" -> true;
      default ->
          throw HttpProblem.badRequest(
              "unsupported_format", "the format may be pprof or jfr, or not be said");
    };
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
