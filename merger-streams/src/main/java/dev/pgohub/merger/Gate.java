package dev.pgohub.merger;

import com.google.protobuf.ByteString;
import dev.pgohub.pprof.EdgeComparison;
import dev.pgohub.pprof.EdgeExcess;
import dev.pgohub.pprof.HotChange;
import dev.pgohub.pprof.NoiseFloor;
import dev.pgohub.pprof.Scale;
import dev.pgohub.pprof.Tally;
import dev.pgohub.schemas.Policy;
import dev.pgohub.schemas.PolicyField;
import dev.pgohub.schemas.proto.GateFinding;
import dev.pgohub.schemas.proto.ProfileFacts;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether what came in since the latest generation is worth a new one. A generation costs every
 * consumer a rebuild, and the merge of an unchanged workload still differs from hour to hour, by
 * chance. Under {@link Policy.Gate#NOISE} a generation is published when
 *
 * <ul>
 *   <li>it is the first, and the tag is ready;
 *   <li>the policy asks for another mixture than the one it was made by;
 *   <li>{@linkplain HotChange edges became hot or went cold} beyond chance, with at least {@link
 *       #MIN_MOVED} of the weight on them; or the overlap with what is served is lower than {@link
 *       #DEVIATIONS} deviations below its {@linkplain NoiseFloor noise floor}, and at least {@link
 *       #MIN_LACK} below it;
 *   <li>what is served rests on little, and there is {@link #GROWTH} times as much now: below
 *       {@link #ENOUGH} samples a profile still gains by more of them.
 * </ul>
 */
final class Gate {

  /** The least share of weight whose treatment by a compiler changed. */
  static final double MIN_MOVED = 0.001;

  /** Standard deviations below the noise floor, for real samples spread more than ideal ones. */
  static final double DEVIATIONS = 10;

  /** What the overlap must lack to the noise floor, at least. */
  static final double MIN_LACK = 0.05;

  /** A profile of this many samples overlaps by 0.95 with another one of the same workload. */
  static final double ENOUGH = 100_000;

  /** How many times as many samples there must be, while there were not enough. */
  static final double GROWTH = 10;

  /** Fields that decide on the mixture. */
  private static final Set<String> OF_THE_MIXTURE =
      Set.of(
          PolicyField.STITCH.fieldName(),
          PolicyField.HALF_LIFE.fieldName(),
          PolicyField.WINDOW.fieldName(),
          PolicyField.MODES.fieldName(),
          PolicyField.KEEP_STACKS.fieldName(),
          PolicyField.MAX_INSTANCE_SHARE.fieldName(),
          PolicyField.MAX_EDGES.fieldName(),
          PolicyField.MAX_BYTES.fieldName(),
          PolicyField.NEVER_INLINE.fieldName());

  /**
   * What there is now.
   *
   * @param samples the merge, in samples
   * @param effectiveWeight how many samples that all counted alike would be as telling
   * @param digest of its bytes
   */
  record Now(Tally samples, double effectiveWeight, ByteString digest, boolean isReady) {}

  /**
   * What is served.
   *
   * @param facts of the latest generation; those of generation 0 when there is none
   * @param edges of it; null when they were not kept
   * @param ageing by how much they count less now
   */
  record Served(ProfileFacts facts, @Nullable Tally edges, Scale ageing) {}

  private Gate() {}

  /** Decides; {@link #publishes} reads the decision. */
  static GateFinding decide(Policy policy, Now now, Served served) {
    if (served.facts().getGeneration() == 0) {
      return decision(now.isReady() ? "first" : "not_ready");
    }
    if (now.digest().equals(served.facts().getDigest())) {
      return decision("unchanged");
    }
    if (!now.isReady()) {
      return decision("not_ready");
    }
    if (policy.gate() == Policy.Gate.ALWAYS) {
      return decision("always");
    }
    if (isAnotherMixture(policy.texts(), served.facts().getPolicyMap()) || served.edges() == null) {
      return decision("policy");
    }
    return compare(now, served, served.edges());
  }

  /** Whether a generation is to be published. */
  static boolean publishes(GateFinding finding) {
    return switch (finding.getDecision()) {
      case "first", "always", "policy", "changed", "grown" -> true;
      default -> false;
    };
  }

  private static GateFinding compare(Now now, Served served, Tally edges) {
    double before = served.facts().getEffectiveWeight();
    Tally more = EdgeExcess.of(now.samples(), edges, served.ageing());
    double share = (double) more.edgeWeight() / Math.max(1, now.samples().edgeWeight());
    HotChange moved = HotChange.of(edges, more, before, now.effectiveWeight() * share);
    double overlap = EdgeComparison.of(edges, now.samples()).overlap();
    NoiseFloor floor = NoiseFloor.between(edges, now.samples(), before, now.effectiveWeight());
    boolean isLower = overlap < floor.below(DEVIATIONS) && overlap < floor.overlap() - MIN_LACK;
    boolean hasGrown = before < ENOUGH && now.effectiveWeight() >= GROWTH * before;
    String why =
        moved.movedShare() >= MIN_MOVED || isLower ? "changed" : hasGrown ? "grown" : "unchanged";
    return decision(why).toBuilder()
        .setOverlap(overlap)
        .setExpectedOverlap(floor.overlap())
        .setHotMoved(moved.movedShare())
        .build();
  }

  private static boolean isAnotherMixture(Map<String, String> now, Map<String, String> before) {
    return OF_THE_MIXTURE.stream()
        .anyMatch(field -> !Objects.equals(now.get(field), before.get(field)));
  }

  private static GateFinding decision(String why) {
    return GateFinding.newBuilder().setDecision(why).build();
  }
}
