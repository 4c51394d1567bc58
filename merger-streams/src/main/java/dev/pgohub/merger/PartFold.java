package dev.pgohub.merger;

import com.google.protobuf.ByteString;
import dev.pgohub.merger.state.ShardFact;
import dev.pgohub.merger.state.ShardPart;
import dev.pgohub.pprof.Run;
import dev.pgohub.schemas.ProfileMode;
import dev.pgohub.schemas.ProfileTag;
import java.util.ArrayList;
import java.util.List;

/** Adds a part of a round to the account of its tag. */
final class PartFold {

  private final TaskStores of;
  private final MergerCounters counters;

  PartFold(TaskStores of, MergerCounters counters) {
    this.of = of;
    this.counters = counters;
  }

  void add(ProfileTag tag, ShardPart part) {
    long began = ThreadCost.nanos();
    List<Admitted> folded = new ArrayList<>();
    for (ShardFact fact : part.getFactsList()) {
      if (fact.getRefused().isEmpty()) {
        folded.add(admitted(tag, fact));
      } else {
        of.seen().remove(tag, fact.getFragmentId(), fact.getArrivedUnixMillis());
        of.tags()
            .countRefused(
                tag,
                new RefusedException(fact.getRefused(), fact.getDetail()),
                fact.getArrivedUnixMillis());
      }
    }
    if (!folded.isEmpty()) {
      of.ledger().addFacts(folded);
      of.tags().countFolded(tag, folded);
    }
    if (!part.getGroup().isEmpty()) {
      Run run = new Run(List.of(part.getChunk().toByteArray()));
      of.ledger().addRun(GroupKey.parse(part.getGroup().toByteArray()), run);
    }
    counters.countUnited(folded.size());
    counters.countBusy(MergerCounters.Step.UNITE, ThreadCost.nanos() - began);
  }

  /** What is known about a fragment that counts. */
  static ShardFact fact(Admitted fragment, String id, long arrivedMillis) {
    return ShardFact.newBuilder()
        .setOffset(fragment.offset())
        .setFragmentId(id)
        .setArrivedUnixMillis(arrivedMillis)
        .setMode(fragment.owner().mode().value())
        .setInstance(fragment.instance())
        .setBuild(fragment.build())
        .setStartUnixNanos(fragment.startNanos())
        .setDurationNanos(fragment.durationNanos())
        .setPeriodNanos(fragment.periodNanos())
        .setWeight(fragment.weight())
        .setEqualized(fragment.isEqualized())
        .setCutFrames(fragment.cutFrames())
        .build();
  }

  /** The fragment of a fact, without what is added up. */
  static Admitted admitted(ProfileTag tag, ShardFact fact) {
    return new Admitted(
        new TagMode(tag, ProfileMode.of(fact.getMode())),
        fact.getInstance(),
        fact.getBuild(),
        fact.getStartUnixNanos(),
        fact.getDurationNanos(),
        fact.getPeriodNanos(),
        fact.getWeight(),
        fact.getEqualized(),
        Run.EMPTY,
        fact.getCutFrames(),
        fact.getOffset());
  }

  /**
   * A part with a run of a group.
   *
   * @param run in one chunk
   */
  static ShardPart part(GroupKey group, Run run) {
    return ShardPart.newBuilder()
        .setGroup(ByteString.copyFrom(group.toBytes()))
        .setChunk(ByteString.copyFrom(run.chunks().get(0)))
        .build();
  }
}
