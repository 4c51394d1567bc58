package dev.pgohub.merger;

import com.google.protobuf.ByteString;
import dev.pgohub.merger.state.OutputState;
import dev.pgohub.merger.state.Retained;
import dev.pgohub.pprof.Tally;
import dev.pgohub.schemas.Edition;
import dev.pgohub.schemas.Policy;
import dev.pgohub.schemas.PolicyField;
import dev.pgohub.schemas.proto.GateFinding;
import dev.pgohub.schemas.proto.ProfileFacts;
import dev.pgohub.telemetry.LogField;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes what a tag comes to: a new generation where the gate lets it through, else the merge as
 * of now; and ends generations that are no longer kept. Not thread-safe.
 */
final class Outputs {

  /** Takes the records that are published. */
  interface Sink {
    /** A record of the topic of what is served. */
    void merged(Publication.Entry entry);

    /** A record of the topic of generations. */
    void generation(Publication.Entry entry);
  }

  private static final Logger log = LoggerFactory.getLogger(Outputs.class);

  private final Tags tags;
  private final ServedEdges served;
  private final SettleLimits limits;
  private final MergerCounters counters;

  Outputs(Tags tags, ServedEdges served, SettleLimits limits, MergerCounters counters) {
    this.tags = tags;
    this.served = served;
    this.limits = limits;
    this.counters = counters;
  }

  /**
   * What is to be published of one output.
   *
   * @param facts without generation, time and reason
   * @param hour of the latest fragment of the tag
   * @param kept digests that are kept whatever happens
   */
  record Candidate(
      TagMode output,
      Tally samples,
      MergedContent content,
      ProfileFacts facts,
      boolean isReady,
      long hour,
      Set<ByteString> kept) {}

  /**
   * What was done.
   *
   * @param finding of the gate
   * @param liveDueMillis when the merge as of now may be published, which was too early now; 0: it
   *     was not
   */
  record Published(GateFinding finding, long liveDueMillis) {}

  /** Publishes what may be. */
  Published publish(Candidate candidate, Policy policy, long nowMillis, Sink sink) {
    TagMode output = candidate.output();
    OutputState before = tags.output(output);
    OutputState.Builder after = before.toBuilder();
    GateFinding finding = decide(candidate, policy, before);
    long liveDue = 0;
    if (Gate.publishes(finding)) {
      ProfileFacts facts =
          candidate.facts().toBuilder()
              .setGeneration(before.getPublished().getGeneration() + 1)
              .setPublishedUnixMillis(nowMillis)
              .setWhy(finding.getDecision())
              .build();
      publishGeneration(candidate, facts, after, sink);
      keepEdges(candidate, policy, after);
      endLive(output, after, sink);
    } else if (candidate.facts().getDigest().equals(before.getPublished().getDigest())) {
      endLive(output, after, sink);
    } else {
      long due = before.getLiveUnixMillis() + limits.liveInterval().toMillis();
      if (before.getPublished().getGeneration() > 0 && nowMillis < due) {
        liveDue = due;
      } else {
        publishLive(candidate, nowMillis, after, sink);
      }
    }
    OutputState state = after.build();
    if (!state.equals(before)) {
      tags.put(output, state);
    }
    return new Published(finding.toBuilder().setDecidedUnixMillis(nowMillis).build(), liveDue);
  }

  private GateFinding decide(Candidate candidate, Policy policy, OutputState before) {
    if (candidate.content().defaultPgo().size() > limits.maxDefaultPgoBytes()) {
      counters.countTooLarge();
      return GateFinding.newBuilder().setDecision("too_large").build();
    }
    int chunks = before.getServedChunks();
    Gate.Served served =
        new Gate.Served(
            before.getPublished(),
            chunks == 0 ? null : this.served.read(candidate.output(), chunks),
            Ageing.of(
                Math.max(0, candidate.hour() - before.getHour()),
                policy.span(PolicyField.HALF_LIFE)));
    ProfileFacts facts = candidate.facts();
    return Gate.decide(
        policy,
        new Gate.Now(
            candidate.samples(),
            facts.getEffectiveWeight(),
            facts.getDigest(),
            candidate.isReady()),
        served);
  }

  private void publishGeneration(
      Candidate candidate, ProfileFacts facts, OutputState.Builder after, Sink sink) {
    TagMode output = candidate.output();
    Publication current =
        Publication.of(
            output.published(Edition.CURRENT), facts, candidate.content(), after.getParts());
    current.entries().forEach(sink::merged);
    Publication generation =
        Publication.of(
            output.published(edition(facts.getDigest())),
            facts,
            candidate.content(),
            partsOf(facts.getDigest(), after));
    generation.entries().forEach(sink::generation);
    counters.countGeneration(facts.getWhy(), current.parts());
    log.atInfo()
        .addKeyValue(LogField.MODE.key(), output.mode().value())
        .addKeyValue(LogField.GENERATION.key(), facts.getGeneration())
        .addKeyValue(LogField.DIGEST.key(), hex(facts.getDigest()))
        .log("{} generation {}: {}", output, facts.getGeneration(), facts.getWhy());
    after.setPublished(facts).setParts(current.parts()).setHour(candidate.hour());
    retain(candidate, generation.parts(), after, sink);
  }

  /** In how many parts a generation of this digest is retained. */
  private static int partsOf(ByteString digest, OutputState.Builder state) {
    return state.getRetainedList().stream()
        .filter(one -> one.getDigest().equals(digest))
        .mapToInt(Retained::getParts)
        .findFirst()
        .orElse(0);
  }

  /** A digest that comes back is again the latest. Those that are kept anyway do not count. */
  private void retain(Candidate candidate, int parts, OutputState.Builder after, Sink sink) {
    ByteString digest = candidate.facts().getDigest();
    List<Retained> retained = new ArrayList<>();
    for (Retained one : after.getRetainedList()) {
      if (!one.getDigest().equals(digest)) {
        retained.add(one);
      }
    }
    retained.add(Retained.newBuilder().setDigest(digest).setParts(parts).build());
    Set<ByteString> always = candidate.kept();
    long others = retained.stream().filter(one -> !always.contains(one.getDigest())).count();
    long excess = others - limits.maxGenerations();
    List<Retained> kept = new ArrayList<>();
    for (Retained one : retained) {
      if (excess > 0 && !always.contains(one.getDigest())) {
        excess--;
        Publication.end(candidate.output().published(edition(one.getDigest())), one.getParts())
            .entries()
            .forEach(sink::generation);
      } else {
        kept.add(one);
      }
    }
    after.clearRetained().addAllRetained(kept);
  }

  /** Only the noise gate compares with what was served. */
  private void keepEdges(Candidate candidate, Policy policy, OutputState.Builder after) {
    boolean isNeeded = policy.gate() == Policy.Gate.NOISE;
    after.setServedChunks(
        served.write(
            candidate.output(),
            isNeeded ? candidate.samples() : new Tally(),
            after.getServedChunks()));
  }

  private void publishLive(
      Candidate candidate, long nowMillis, OutputState.Builder after, Sink sink) {
    if (candidate.facts().getDigest().equals(after.getLiveDigest())
        || candidate.content().defaultPgo().size() > limits.maxDefaultPgoBytes()) {
      return;
    }
    ProfileFacts facts = candidate.facts().toBuilder().setPublishedUnixMillis(nowMillis).build();
    Publication live =
        Publication.of(
            candidate.output().published(Edition.LIVE),
            facts,
            candidate.content(),
            after.getLiveParts());
    live.entries().forEach(sink::merged);
    after.setLiveDigest(facts.getDigest()).setLiveParts(live.parts()).setLiveUnixMillis(nowMillis);
  }

  private void endLive(TagMode output, OutputState.Builder after, Sink sink) {
    if (!after.getLiveDigest().isEmpty()) {
      Publication.end(output.published(Edition.LIVE), after.getLiveParts())
          .entries()
          .forEach(sink::merged);
      after.clearLiveDigest().clearLiveParts();
    }
  }

  private static Edition edition(ByteString digest) {
    return Edition.ofDigest(hex(digest));
  }

  private static String hex(ByteString digest) {
    return HexFormat.of().formatHex(digest.toByteArray());
  }
}
