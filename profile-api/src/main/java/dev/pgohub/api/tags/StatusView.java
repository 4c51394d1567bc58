package dev.pgohub.api.tags;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.pgohub.api.serve.Times;
import dev.pgohub.schemas.proto.BuildStatus;
import dev.pgohub.schemas.proto.GateFinding;
import dev.pgohub.schemas.proto.InstanceGroup;
import dev.pgohub.schemas.proto.ModeStatus;
import dev.pgohub.schemas.proto.RefusalCount;
import dev.pgohub.schemas.proto.TagFault;
import dev.pgohub.schemas.proto.TagStatus;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the merger says about a tag, as JSON. Weights are in samples, shares from 0 to 1. */
final class StatusView {

  private StatusView() {}

  /**
   * What came in since the tag began.
   *
   * @param fragments that were accepted, and their samples
   * @param duplicates dropped because their id had been seen
   * @param refused how many were refused; {@code refusals} says why
   * @param instances whose fragments are in the window
   * @param buckets hours in the window
   * @param partition of profile-fragments
   * @param updated when the merger said so
   * @param fault why the merger put the tag aside, when it did
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Received(
      long fragments,
      long weight,
      long duplicates,
      long refused,
      List<Refusal> refusals,
      long instances,
      long buckets,
      long cutFrames,
      @Nullable String lastStart,
      int partition,
      @Nullable String updated,
      @Nullable Fault fault) {

    static Received of(TagStatus status) {
      return new Received(
          status.getFragments(),
          status.getWeight(),
          status.getDuplicates(),
          status.getRefusalsList().stream().mapToLong(RefusalCount::getCount).sum(),
          status.getRefusalsList().stream().map(Refusal::of).toList(),
          status.getInstances(),
          status.getBuckets(),
          status.getCutFrames(),
          Times.ofNanos(status.getLastStartUnixNanos()),
          status.getPartition(),
          Times.ofMillis(status.getUpdatedUnixMillis()),
          status.hasFault() ? Fault.of(status.getFault()) : null);
    }
  }

  /**
   * The merger failed at the tag; what came in is kept.
   *
   * @param detail what failed, for those who run the hub
   * @param retry when it is tried again
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Fault(String detail, @Nullable String since, int attempts, @Nullable String retry) {

    static Fault of(TagFault fault) {
      return new Fault(
          fault.getDetail(),
          Times.ofMillis(fault.getSinceUnixMillis()),
          fault.getAttempts(),
          Times.ofMillis(fault.getRetryUnixMillis()));
    }
  }

  /**
   * How often a reason was given.
   *
   * @param lastDetail of the last one: the measured value and the limit
   * @param hint what to do
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Refusal(String reason, long count, @Nullable String last, String lastDetail, String hint) {

    private static Refusal of(RefusalCount refusal) {
      return new Refusal(
          refusal.getReason(),
          refusal.getCount(),
          Times.ofMillis(refusal.getLastUnixMillis()),
          refusal.getLastDetail(),
          Hints.of(refusal.getReason()));
    }
  }

  /**
   * How far it is until the tag is served.
   *
   * @param missingCoreSeconds CPU time that is still to be sampled
   * @param readyAt when that will be so at this rate; null: ready, or unknown
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Readiness(
      boolean ready,
      long weight,
      long needed,
      long missingWeight,
      double missingCoreSeconds,
      double weightPerSecond,
      @Nullable String readyAt) {

    static Readiness of(dev.pgohub.schemas.proto.Readiness readiness) {
      long missing = Math.max(0, readiness.getNeeded() - readiness.getWeight());
      return new Readiness(
          missing == 0,
          readiness.getWeight(),
          readiness.getNeeded(),
          missing,
          readiness.getMissingCoreSeconds(),
          readiness.getWeightPerSecond(),
          Times.ofMillis(readiness.getReadyUnixMillis()));
    }
  }

  /**
   * What came in on a day.
   *
   * @param day in UTC, such as 2026-11-26
   * @param fragments that began on it, and their samples
   */
  record Day(String day, long fragments, long weight) {

    static List<Day> of(TagStatus status) {
      return status.getDaysList().stream()
          .map(
              of ->
                  new Day(
                      LocalDate.ofEpochDay(of.getDay()).toString(),
                      of.getFragments(),
                      of.getWeight()))
          .toList();
    }
  }

  /**
   * A mode beside the union.
   *
   * @param mode empty: of fragments that named none
   * @param overlap of its edges with those of the union
   * @param hotKept which share of the weight of its hot edges is hot in the union, too
   */
  record Mode(String mode, long fragments, long weight, double overlap, double hotKept) {

    static List<Mode> of(TagStatus status) {
      return status.getModesList().stream().map(Mode::of).toList();
    }

    private static Mode of(ModeStatus mode) {
      return new Mode(
          mode.getMode(),
          mode.getFragments(),
          mode.getWeight(),
          mode.getOverlap(),
          mode.getHotKept());
    }
  }

  /**
   * What a build brought.
   *
   * @param matched which share of the merged edge weight is on edges that this build has, too
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Build(
      String build,
      long fragments,
      long weight,
      @Nullable String firstStart,
      @Nullable String lastStart,
      double matched) {

    static List<Build> of(TagStatus status) {
      return status.getBuildsList().stream().map(Build::of).toList();
    }

    private static Build of(BuildStatus build) {
      return new Build(
          build.getBuild(),
          build.getFragments(),
          build.getWeight(),
          Times.ofNanos(build.getFirstStartUnixNanos()),
          Times.ofNanos(build.getLastStartUnixNanos()),
          build.getMatched());
    }
  }

  /**
   * Instances that do the same among themselves, and something else than the others.
   *
   * @param overlap with all others, and {@code expectedOverlap} if they did the same
   * @param proposedMode a mode name that would keep the group apart
   */
  record Group(
      List<String> instances,
      long weight,
      double overlap,
      double expectedOverlap,
      String proposedMode) {

    static List<Group> of(TagStatus status) {
      return status.getGroupsList().stream().map(Group::of).toList();
    }

    private static Group of(InstanceGroup group) {
      return new Group(
          List.copyOf(group.getInstancesList()),
          group.getWeight(),
          group.getOverlap(),
          group.getExpectedOverlap(),
          group.getProposedMode());
    }
  }

  /**
   * The last comparison of what is served with what could be.
   *
   * @param decision why a generation was or was not published
   * @param expectedOverlap if only chance had changed
   * @param hotMoved share of edge weight that became hot or stopped being hot, beyond chance
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Gate(
      String decision,
      double overlap,
      double expectedOverlap,
      double hotMoved,
      @Nullable String decided) {

    static Gate of(GateFinding gate) {
      return new Gate(
          gate.getDecision(),
          gate.getOverlap(),
          gate.getExpectedOverlap(),
          gate.getHotMoved(),
          Times.ofMillis(gate.getDecidedUnixMillis()));
    }
  }
}
