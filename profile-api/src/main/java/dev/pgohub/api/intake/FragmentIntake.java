package dev.pgohub.api.intake;

import com.google.protobuf.UnsafeByteOperations;
import dev.pgohub.api.ProfileApiSettings;
import dev.pgohub.api.problem.HttpProblem;
import dev.pgohub.schemas.Topic;
import dev.pgohub.schemas.proto.Fragment;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import org.springframework.http.HttpStatus;

/**
 * Takes a fragment in: rate, room, body, check, broker; whatever is refused is refused as early as
 * it can be. Thread-safe.
 */
public final class FragmentIntake {

  /** The most bytes of a form around its profile. */
  private static final int FORM_BYTES = 64 << 10;

  private static final int MAX_BYTES = Topic.MAX_PPROF_BYTES;

  private final ClientRates rates;
  private final IntakeRoom room;
  private final BodyReader reader;
  private final ProfileChecks checks;
  private final FragmentPublisher publisher;

  /**
   * A fragment that was taken in.
   *
   * @param fragment its id
   * @param tag under which it will be merged
   * @param weight all its samples added up
   * @param edges how many it has
   */
  public record Taken(String fragment, String tag, long weight, int edges) {}

  /** An intake with the bounds of the settings. */
  public FragmentIntake(ProfileApiSettings settings, FragmentPublisher publisher) {
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
  }

  /**
   * Takes in what a request brings.
   *
   * @return it, once the broker has it
   * @throws HttpProblem when it is refused
   */
  Taken take(String tag, HttpServletRequest request) {
    Envelope envelope = Envelope.of(tag, request);
    BodyType type = BodyType.of(request);
    String client = ClientAddress.of(request.getRemoteAddr());
    Duration wait = rates.wait(client);
    if (!wait.isZero()) {
      throw new HttpProblem(
              HttpStatus.TOO_MANY_REQUESTS, "rate_limited", "this client sends too many bytes")
          .retryAfter(wait);
    }
    try (IntakeRoom.Place place = room.enter()) {
      byte[] pprof = pprof(type, body(type, client, place, request));
      ProfileChecks.Checked checked = checks.check(pprof);
      String id = envelope.fragmentId(pprof);
      publisher.publish(fragment(envelope, id, Gzip.isGzip(pprof) ? pprof : Gzip.deflated(pprof)));
      return new Taken(id, envelope.tag().value(), checked.weight(), checked.edges());
    }
  }

  private byte[] body(
      BodyType type, String client, IntakeRoom.Place place, HttpServletRequest request) {
    int limit = type.isMultipart() ? MAX_BYTES + FORM_BYTES : MAX_BYTES;
    byte[] body = reader.read(request, limit, place);
    rates.count(client, body.length);
    return body;
  }

  private static byte[] pprof(BodyType type, byte[] body) {
    if (!type.isMultipart()) {
      return type.isGzipped() ? Gzip.decoded(body, MAX_BYTES) : body;
    }
    byte[] form = type.isGzipped() ? Gzip.inflated(body, MAX_BYTES + FORM_BYTES) : body;
    byte[] profile = MultipartBody.profile(form, type.boundary());
    if (profile.length > MAX_BYTES) {
      throw BodyReader.tooLarge(MAX_BYTES);
    }
    return profile;
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
