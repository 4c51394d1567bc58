package dev.pgohub.api.intake;

import dev.pgohub.api.ProfileApiSettings;
import dev.pgohub.api.problem.HttpProblem;
import dev.pgohub.jfr.JfrProfile;
import dev.pgohub.pprof.InvalidProfileException;
import dev.pgohub.pprof.InvalidReason;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Optional;
import java.util.Set;

/**
 * Takes in what agents send of their own accord: profiles of CPU time in several forms, and others
 * that are no concern here. Those are ignored and counted, because an agent takes any other answer
 * than 200 for a failure. Thread-safe.
 */
public final class AgentIntake {

  /** The paths at which agents post. */
  public static final String[] PATHS = {"/ingest", "/pyroscope/ingest", PushController.PATH};

  /** How agents name themselves whose profiles go to Go's compiler as they are. */
  private static final Set<String> GO = Set.of("", "gospy");

  private final FragmentIntake intake;
  private final JfrConverter converter;
  private final Turns turns;
  private final MeterRegistry meters;

  /**
   * A profile that was checked, to be published.
   *
   * @param pprof what is published, which need not be what was sent
   */
  @SuppressWarnings("ArrayRecordComponent") // Nobody compares them.
  record Ready(Envelope envelope, String id, byte[] pprof, ProfileChecks.Checked checked) {}

  /** What becomes of a profile: it is ready, or ignored for its kind. */
  record Outcome(Optional<Ready> ready, ProfileKind kind) {}

  /** An intake beside the one of fragments. */
  public AgentIntake(
      ProfileApiSettings settings,
      FragmentIntake intake,
      JfrConverter converter,
      MeterRegistry meters) {
    this.turns = new Turns(settings.fragmentReaders(), settings.publishTimeout());
    this.intake = intake;
    this.converter = converter;
    this.meters = meters;
  }

  /**
   * Checks a pprof profile. One that was not written by Go is made fit where it lacks what only
   * Go's writers put there; see {@link AgentProfile}.
   *
   * @param sent gzip or raw
   * @param spy how the agent names itself; may be empty
   * @throws HttpProblem when it is refused
   */
  Outcome preparePprof(Envelope envelope, byte[] sent, String spy) {
    try {
      return ready(envelope, sent, sent, intake.check(sent));
    } catch (InvalidProfileException e) {
      return switch (e.reason()) {
        case NO_SAMPLES -> ignored(ProfileKind.NO_SAMPLES);
        case NOT_CPU -> prepareOther(envelope, sent, spy);
        case UNSYMBOLIZED -> {
          if (GO.contains(spy)) {
            throw ProfileChecks.refusal(e);
          }
          yield prepareOther(envelope, sent, spy);
        }
        default -> throw ProfileChecks.refusal(e);
      };
    }
  }

  private Outcome prepareOther(Envelope envelope, byte[] sent, String spy) {
    ProfileKind kind = ProfileKind.OTHER;
    try {
      Other other = turns.take(() -> Other.of(sent, !GO.contains(spy)));
      if (other.cpu.isPresent()) {
        return ready(envelope, sent, other.cpu.get(), intake.check(other.cpu.get()));
      }
      kind = other.kind;
    } catch (InvalidProfileException e) {
      kind = e.reason() == InvalidReason.NO_SAMPLES ? ProfileKind.NO_SAMPLES : ProfileKind.OTHER;
    }
    return ignored(kind);
  }

  /** What a profile is that cannot be taken as it is, and what can be made of it. */
  private record Other(ProfileKind kind, Optional<byte[]> cpu) {
    static Other of(byte[] sent, boolean isFixable) throws InvalidProfileException {
      AgentProfile profile = AgentProfile.read(sent);
      return new Other(
          ProfileKind.of(profile.valueTypes()), isFixable ? profile.cpu() : Optional.empty());
    }
  }

  /**
   * Turns a JFR recording into pprof and checks it.
   *
   * @param sent gzip or raw
   * @throws HttpProblem when it is refused
   */
  Outcome prepareJfr(Envelope envelope, byte[] sent) {
    JfrProfile profile = turns.take(() -> converter.convert(sent));
    byte[] pprof = profile.pprof();
    if (pprof == null) {
      return ignored(ProfileKind.NO_SAMPLES);
    }
    try {
      return ready(envelope, sent, pprof, intake.check(pprof));
    } catch (InvalidProfileException e) {
      throw ProfileChecks.refusal(e);
    }
  }

  /** What a profile says of its times goes before what the agent says: that is in whole seconds. */
  private static Outcome ready(
      Envelope envelope, byte[] sent, byte[] pprof, ProfileChecks.Checked checked) {
    Envelope exact = checked.hasTimes() ? envelope.during(0, 0) : envelope;
    Ready ready = new Ready(exact, envelope.fragmentId(sent), pprof, checked);
    return new Outcome(Optional.of(ready), ProfileKind.OTHER);
  }

  /** Ignores a profile and counts that. */
  Outcome ignored(ProfileKind kind) {
    meters.counter("pgohub.intake.ignored", "kind", kind.code()).increment();
    return new Outcome(Optional.empty(), kind);
  }

  /**
   * Publishes a profile.
   *
   * @return it, once the broker has it
   * @throws HttpProblem when the broker does not take it
   */
  FragmentIntake.Taken publish(Ready ready) {
    return intake.publish(ready.envelope(), ready.id(), ready.pprof(), ready.checked());
  }
}
