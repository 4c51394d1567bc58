package dev.pgohub.merger;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import dev.pgohub.merger.AdmitStep.Decision;
import dev.pgohub.merger.state.HeldFragment;
import dev.pgohub.merger.state.ShardInput;
import dev.pgohub.merger.state.ShardPart;
import dev.pgohub.merger.state.SpreadState;
import dev.pgohub.schemas.ProfileTag;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes fragments of hot tags on to shards, and adds up what comes back.
 *
 * <p>It goes by rounds. A round is a stretch of offsets: whatever comes of the tag while it is
 * open. When it is closed, each shard sends what its fragments of the round come to, and the next
 * round is open meanwhile. Until the last shard has sent all, the tag is not settled, and no other
 * round is collected: so what is published always is the merge of all fragments up to one offset,
 * as if one thread had folded them in turn.
 *
 * <p>A fragment is passed on when nothing but its own content can refuse it. One of which that is
 * not certain, because it repeats the id of one that is under way, may exceed a quota, or brings a
 * mode, is held and decided on when all before it are folded. Not thread-safe.
 */
final class Spread {

  private static final Logger log = LoggerFactory.getLogger(Spread.class);

  /** Fragments after which a round is closed, whatever else there is to do. */
  private static final int MAX_FRAGMENTS = 20_000;

  /** How long a round waits for its tag to be settled, at most. */
  private static final long LONGEST_MILLIS = 60_000;

  private static final int HELD_AT_ONCE = 100;

  private final ProcessorContext<byte[], Object> context;
  private final TaskStores of;
  private final HotTags hot;
  private final MergerCounters counters;
  private final HeldFragments held;
  private final int shards;
  private final long intervalMillis;
  private final Map<ProfileTag, Round> rounds = new HashMap<>();

  /**
   * @param shards how many there are
   * @param intervalMillis how long a round is open at least
   */
  Spread(
      ProcessorContext<byte[], Object> context,
      TaskStores of,
      HotTags hot,
      Refusals refusals,
      MergerCounters counters,
      int shards,
      long intervalMillis) {
    this.context = context;
    this.of = of;
    this.hot = hot;
    this.counters = counters;
    this.held = new HeldFragments(context, of, refusals, counters);
    this.shards = shards;
    this.intervalMillis = intervalMillis;
    of.spread()
        .each(
            (tag, state) -> {
              if (state.getOpen() || state.getClosing() > 0) {
                rounds.put(tag, new Round(state, shards));
              }
            });
  }

  /** Whether a fragment of a tag is to come here. */
  boolean takes(ProfileTag tag) {
    return rounds.containsKey(tag) || hot.isHot(tag);
  }

  /** Whether {@link #tick} has something to do. */
  boolean isBusy() {
    return !rounds.isEmpty();
  }

  /** What is to be done with a fragment. */
  Decision decide(Envelope envelope, Arrival arrival, long nowMillis) {
    ProfileTag tag = envelope.owner().tag();
    long offset = arrival.offset();
    SpreadState state = of.spread().state(tag);
    long known = of.seen().offsetOf(tag, envelope.id(), arrival.arrivedMillis());
    boolean isUnderWay = known >= 0 && known >= earliest(state);
    if (known != SeenFragments.UNKNOWN && !isUnderWay) {
      of.tags().countDuplicate(tag);
      return () -> held.forwardDuplicate(tag, arrival);
    }
    Policies.InForce inForce = of.admit().inForce(tag, offset);
    Round round = rounds.getOrDefault(tag, new Round());
    Cell cell = Cell.of(envelope.instance());
    boolean isPassedOn =
        !isUnderWay
            && (hot.isHot(tag) || !round.shards.isEmpty())
            && of.admit().isCertain(envelope, inForce, round.underWay(state, cell, offset));
    SpreadState opened = opened(state, offset, nowMillis);
    if (!state.getOpen()) {
      of.spread().put(tag, opened);
    }
    if (!isUnderWay) {
      of.seen().add(tag, envelope.id(), arrival.arrivedMillis(), offset);
    }
    if (!isPassedOn) {
      of.spread().hold(tag, opened.getRound(), offset, held(arrival, inForce));
      return () -> {
        rounds.put(tag, round);
        round.add(cell);
        hot.countPassedOn(tag);
      };
    }
    BucketKey bucket = BucketKey.at(envelope.owner(), envelope.startNanos());
    ShardInput input =
        ShardInput.newBuilder()
            .setRound(opened.getRound())
            .setPolicy(inForce.whole())
            .setSharesCells(of.ledger().bucket(bucket).getSharesCells())
            .setPartition(context.taskId().partition())
            .setOffset(offset)
            .setArrivedUnixMillis(arrival.arrivedMillis())
            .setValue(UnsafeByteOperations.unsafeWrap(arrival.value()))
            .build();
    int shard = (int) (cell.equals(Cell.UNNAMED) ? offset % shards : cell.index() % shards);
    return () -> {
      rounds.put(tag, round);
      round.add(cell);
      round.shards.set(shard);
      hot.countPassedOn(tag);
      counters.countPassedOn();
      send(tag, shard, input, arrival.arrivedMillis());
    };
  }

  private static long earliest(SpreadState state) {
    if (state.getClosing() > 0) {
      return state.getClosingFirstOffset();
    }
    return state.getOpen() ? state.getFirstOffset() : Long.MAX_VALUE;
  }

  private static SpreadState opened(SpreadState state, long offset, long nowMillis) {
    return state.getOpen()
        ? state
        : state.toBuilder()
            .setRound(state.getRound() + 1)
            .setOpen(true)
            .setFirstOffset(offset)
            .setOpenedUnixMillis(nowMillis)
            .build();
  }

  private static HeldFragment held(Arrival arrival, Policies.InForce inForce) {
    return HeldFragment.newBuilder()
        .setArrivedUnixMillis(arrival.arrivedMillis())
        .setPolicy(inForce.whole())
        .setValue(UnsafeByteOperations.unsafeWrap(arrival.value()))
        .build();
  }

  private void send(ProfileTag tag, int shard, ShardInput input, long timeMillis) {
    context.forward(
        new Record<byte[], Object>(
            tag.value().getBytes(US_ASCII),
            new ShardStep.Sent(shard, input.toByteArray()),
            timeMillis),
        MergerTopology.TO_SHARDS);
  }

  /** Adds what a shard sent. */
  void add(byte[] key, byte[] value) {
    ProfileTag tag = ProfileTag.of(new String(key, US_ASCII));
    ShardPart part;
    try {
      part = ShardPart.parseFrom(value);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a damaged part of " + tag, e);
    }
    SpreadState state = of.spread().state(tag);
    if (state.getClosing() != part.getRound()) {
      log.warn("a part of round {} of {} came too late or too early", part.getRound(), tag);
      return;
    }
    if (!state.getFault().isEmpty()) {
      of.spread().keep(tag, part);
      return;
    }
    try {
      of.savepoint().whole(() -> apply(tag, part));
    } catch (TagFaultException e) {
      log.error("what came in of {} cannot be added and is kept for later", tag, e);
      of.spread().keep(tag, part);
      of.spread().put(tag, state.toBuilder().setFault(String.valueOf(e.getMessage())).build());
      dirty(tag);
    }
  }

  private ProfileTag apply(ProfileTag tag, ShardPart part) {
    new PartFold(of, counters).add(tag, part);
    if (part.getEnds()) {
      SpreadState state = of.spread().state(tag);
      List<Integer> awaited =
          state.getAwaitedList().stream().filter(shard -> shard != part.getShard()).toList();
      of.spread().put(tag, state.toBuilder().clearAwaited().addAllAwaited(awaited).build());
    }
    return tag;
  }

  private void dirty(ProfileTag tag) {
    context.forward(
        new Record<byte[], Object>(tag.value().getBytes(US_ASCII), tag, 0), MergerTopology.SETTLE);
  }

  /** Closes the rounds that are due, and ends those that are whole. */
  void tick(long nowMillis) {
    for (ProfileTag tag : List.copyOf(rounds.keySet())) {
      Round round = rounds.getOrDefault(tag, new Round());
      SpreadState state = of.spread().state(tag);
      if (!state.getFault().isEmpty()) {
        retry(tag, round, state, nowMillis);
      } else if (state.getClosing() > 0 && state.getAwaitedCount() == 0) {
        finish(tag, round, state);
      } else if (state.getClosing() == 0 && state.getOpen()) {
        if (isDue(tag, round, state, nowMillis)) {
          close(tag, round, state, nowMillis);
        }
      } else if (state.getClosing() == 0 && !hot.isHot(tag)) {
        rounds.remove(tag);
      }
    }
  }

  /** What was collected before is to be published first. */
  private boolean isDue(ProfileTag tag, Round round, SpreadState state, long nowMillis) {
    if (round.shards.isEmpty() || round.count >= MAX_FRAGMENTS) {
      return true;
    }
    long age = nowMillis - state.getOpenedUnixMillis();
    return age >= intervalMillis && (age >= LONGEST_MILLIS || !of.tags().isUnsettled(tag));
  }

  private void close(ProfileTag tag, Round round, SpreadState state, long nowMillis) {
    List<Integer> awaited = round.shards.stream().boxed().toList();
    of.spread()
        .put(
            tag,
            state.toBuilder()
                .setOpen(false)
                .setClosing(state.getRound())
                .setClosingFirstOffset(state.getFirstOffset())
                .addAllAwaited(awaited)
                .build());
    ShardInput end = ShardInput.newBuilder().setRound(state.getRound()).setEnds(true).build();
    awaited.forEach(shard -> send(tag, shard, end, nowMillis));
    round.close();
    context.commit(); // the shards see it then
  }

  private void finish(ProfileTag tag, Round round, SpreadState state) {
    List<SpreadStore.Held> some = of.spread().held(tag, state.getClosing(), HELD_AT_ONCE);
    some.forEach(one -> held.decide(tag, one));
    if (some.size() < HELD_AT_ONCE) {
      of.spread().put(tag, state.toBuilder().clearClosing().clearClosingFirstOffset().build());
      round.finish();
      counters.countRound();
      dirty(tag);
    }
  }

  private void retry(ProfileTag tag, Round round, SpreadState state, long nowMillis) {
    if (nowMillis < round.retryMillis) {
      return;
    }
    try {
      of.savepoint()
          .whole(
              () -> {
                for (SpreadStore.Kept kept : of.spread().parts(tag, Integer.MAX_VALUE)) {
                  apply(tag, kept.part());
                  of.spread().delete(kept.key());
                }
                SpreadState applied = of.spread().state(tag);
                of.spread().put(tag, applied.toBuilder().clearFault().build());
                return tag;
              });
      round.attempts = 0;
      log.info("what came in of {} was added after all, at offset {}", tag, state.getFirstOffset());
    } catch (TagFaultException e) {
      round.retryMillis = nowMillis + PutAside.pauseMillis(++round.attempts);
    }
  }
}
