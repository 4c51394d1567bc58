package dev.pgohub.api.intake;

import com.google.protobuf.UnsafeByteOperations;
import dev.pgohub.api.ProfileApiSettings;
import dev.pgohub.api.access.ClientAddress;
import dev.pgohub.api.access.ClientRates;
import dev.pgohub.api.follow.MergerBacklog;
import dev.pgohub.api.problem.HttpProblem;
import dev.pgohub.pprof.InvalidProfileException;
import dev.pgohub.schemas.ProfileTag;
import dev.pgohub.schemas.Topic;
import dev.pgohub.schemas.proto.Fragment;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.function.Function;
import org.springframework.http.HttpStatus;

/**
 * Takes fragments in: rate, room, body, check, broker; whatever is refused is refused as early as
 * it can be. Thread-safe.
 */
public final class FragmentIntake {

  /** The most bytes of a profile as it is sent. */
  public static final int MAX_BYTES = Topic.MAX_PPROF_BYTES;

  /** The most bytes of a body: a profile and the form around it. */
  static final int MAX_BODY_BYTES = MAX_BYTES + (64 << 10);

  /** When to come back while the merger is behind. */
  private static final Duration MERGER_BEHIND = Duration.ofSeconds(10);

  /**
   * How many refusals are held back, and for how long: with all {@code PGOHUB_MAX_POSTS} that there
   * may be, fewer than the server has threads.
   */
  private static final int HELD_REFUSALS = 48;

  private static final Duration HELD_FOR = Duration.ofMillis(500);

  private final ClientRates rates;
  private final Brake brake = new Brake(HELD_REFUSALS, HELD_FOR);
  private final IntakeRoom room;
  private final BodyReader reader;
  private final ProfileChecks checks;
  private final TagLimit tags;
  private final FragmentPublisher publisher;
  private final MergerBacklog backlog;

  /**
   * A fragment that was taken in.
   *
   * @param fragment its id
   * @param tag under which it will be merged
   * @param weight all its samples added up
   * @param edges how many it has
   */
  public record Taken(String fragment, String tag, long weight, int edges)
      implements IngestAnswer {}

  /** An intake with the bounds of the settings. */
  public FragmentIntake(
      ProfileApiSettings settings,
      FragmentPublisher publisher,
      TagLimit tags,
      MergerBacklog backlog) {
    this.rates =
        new ClientRates(
            settings.clientRate().toBytes(),
            settings.clientBurst().toBytes(),
            settings.clients(),
            System::nanoTime);
    this.room = new IntakeRoom(settings.maxPosts(), settings.maxPostBytes().toBytes());
    this.reader = new BodyReader(settings.bodyTimeout());
    this.checks = new ProfileChecks(settings.fragmentReaders(), settings.publishTimeout());
    this.publisher = publisher;
    this.tags = tags;
    this.backlog = backlog;
  }

  /**
   * Takes in what a request brings.
   *
   * @return it, once the broker has it
   * @throws HttpProblem when it is refused
   */
  Taken take(String tag, HttpServletRequest request) {
    Envelope envelope = Envelope.of(tag, request);
    tags.require(envelope.tag());
    requireRoom(envelope.tag());
    BodyType type = BodyType.of(request);
    int limit = type.isMultipart() ? MAX_BODY_BYTES : MAX_BYTES;
    return receive(
        request,
        limit,
        body -> {
          byte[] pprof = type.content(body, MultipartBody.PROFILE);
          return take(envelope, pprof);
        });
  }

  /** What the broker takes faster than it is ever merged would only fill its disk. */
  private void requireRoom(ProfileTag tag) {
    if (backlog.isFull(tag)) {
      throw brake.hold(
          new HttpProblem(
                  HttpStatus.SERVICE_UNAVAILABLE,
                  "merger_behind",
                  "too many fragments wait to be merged; try again later")
              .retryAfter(MERGER_BEHIND));
    }
  }

  /**
   * Reads a body when its sender may send and there is room for it, which is held while it is used.
   *
   * @throws HttpProblem when it is refused
   */
  <T> T receive(HttpServletRequest request, int limit, Function<byte[], T> use) {
    String client = ClientAddress.of(request.getRemoteAddr());
    Duration wait = rates.wait(client);
    if (!wait.isZero()) {
      throw brake.hold(
          new HttpProblem(
                  HttpStatus.TOO_MANY_REQUESTS, "rate_limited", "this client sends too many bytes")
              .retryAfter(wait));
    }
    try (IntakeRoom.Place place = enter()) {
      byte[] body = reader.read(request, limit, place);
      rates.count(client, body.length);
      return use.apply(body);
    }
  }

  private IntakeRoom.Place enter() {
    try {
      return room.enter();
    } catch (HttpProblem full) {
      throw brake.hold(full);
    }
  }

  /**
   * Takes in a profile that was not sent but fetched, when there is room for it.
   *
   * @throws InvalidProfileException with what is wrong in it
   * @throws HttpProblem when there is no room, or the broker does not take it
   */
  public Taken takeFetched(Envelope envelope, byte[] pprof) throws InvalidProfileException {
    try (IntakeRoom.Place place = room.enter()) {
      place.holds(pprof.length);
      return publish(envelope, envelope.fragmentId(pprof), pprof, check(pprof));
    }
  }

  private Taken take(Envelope envelope, byte[] pprof) {
    try {
      return publish(envelope, envelope.fragmentId(pprof), pprof, check(pprof));
    } catch (InvalidProfileException e) {
      throw ProfileChecks.refusal(e);
    }
  }

  /**
   * Checks a profile.
   *
   * @throws InvalidProfileException with what is wrong in it
   * @throws HttpProblem when too many wait
   */
  ProfileChecks.Checked check(byte[] pprof) throws InvalidProfileException {
    return checks.check(pprof);
  }

  /**
   * Publishes a profile that was checked.
   *
   * @return it, once the broker has it
   * @throws HttpProblem when there is no room for its tag, the broker does not take it, or the
   *     merger is behind
   */
  Taken publish(Envelope envelope, String id, byte[] pprof, ProfileChecks.Checked checked) {
    tags.require(envelope.tag());
    requireRoom(envelope.tag());
    publisher.publish(fragment(envelope, id, Gzip.isGzip(pprof) ? pprof : Gzip.deflated(pprof)));
    tags.add(envelope.tag());
    return new Taken(id, envelope.tag().value(), checked.weight(), checked.edges());
  }

  private static Fragment fragment(Envelope envelope, String id, byte[] gzip) {
    return Fragment.newBuilder()
        .setFragmentId(id)
        .setTag(envelope.tag().value())
        .setMode(envelope.mode().value())
        .setInstance(envelope.instance())
        .setBuild(envelope.build())
        .setStartUnixNanos(envelope.startUnixNanos())
        .setDurationNanos(envelope.durationNanos())
        .setPprof(UnsafeByteOperations.unsafeWrap(gzip))
        .build();
  }
}
