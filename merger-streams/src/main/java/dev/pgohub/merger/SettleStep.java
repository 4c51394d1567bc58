package dev.pgohub.merger;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import dev.pgohub.schemas.ProfileTag;
import dev.pgohub.schemas.proto.TagFault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Settles the tags that changed. The wall clock decides only when: what is published is a function
 * of the fragments that were folded.
 *
 * <p>It takes a bounded share of the thread, half of it at most, and a tag that was {@linkplain
 * ThreadCost costly} rests accordingly. A tag at which we fail is put aside and tried again later:
 * what came in of it stays, and all others go on. While nothing is dirty no timer runs, so an idle
 * hub writes nothing.
 */
@SuppressWarnings("NullAway.Init") // init comes before everything else
final class SettleStep implements Processor<byte[], ProfileTag, byte[], byte[]> {

  private static final Logger log = LoggerFactory.getLogger(SettleStep.class);

  private static final Duration FORGET_GAP = Duration.ofHours(1);

  /** The longest time for which nothing is settled after something was. */
  private static final long MAX_PAUSE_MILLIS = 1_000;

  private final Function<ProcessorContext<?, ?>, TaskStores> stores;
  private final SettleLimits limits;
  private final MergerCounters counters;
  private final Supplier<CommitPace> paceOfThread;
  private final DirtyTags dirty;
  private final PutAside putAside;
  private ProcessorContext<byte[], byte[]> context;
  private TaskStores of;
  private Tags tags;
  private Settle settle;
  private Forget forget;
  private @Nullable Cancellable timer;
  private long notBeforeMillis;
  private CommitPace pace;
  private boolean wantsCommit;
  private boolean wantsCommitSoon;

  /**
   * @param paceOfThread that of the thread that asks for it
   */
  SettleStep(
      Function<ProcessorContext<?, ?>, TaskStores> stores,
      SettleLimits limits,
      MergerCounters counters,
      Supplier<CommitPace> paceOfThread) {
    this.stores = stores;
    this.limits = limits;
    this.counters = counters;
    this.paceOfThread = paceOfThread;
    this.dirty = new DirtyTags(limits.maxDirty());
    this.putAside = new PutAside(limits.maxDirty());
  }

  @Override
  public void init(ProcessorContext<byte[], byte[]> processorContext) {
    context = processorContext;
    of = stores.apply(processorContext);
    tags = of.tags();
    pace = paceOfThread.get();
    settle = new Settle(of, limits, counters, processorContext.taskId().partition());
    forget = new Forget(of, limits.tagRetention().toMillis());
    if (timer != null) {
      timer.cancel(); // that of another task, if this was a standby meanwhile
      timer = null;
    }
    processorContext.schedule(FORGET_GAP, PunctuationType.WALL_CLOCK_TIME, this::forget);
    remember(processorContext.currentSystemTimeMs());
  }

  private void forget(long nowMillis) {
    int forgotten = forget.run(nowMillis, new Records(nowMillis));
    if (forgotten > 0) {
      log.info("forgot {} tags of which nothing came for {}", forgotten, limits.tagRetention());
    }
  }

  @Override
  public void process(Record<byte[], ProfileTag> changed) {
    dirty.add(changed.value(), context.currentSystemTimeMs());
    startTimer();
  }

  private void remember(long nowMillis) {
    tags.eachDirty(tag -> dirty.add(tag, nowMillis));
    if (!dirty.isEmpty()) {
      startTimer();
    }
  }

  private void startTimer() {
    if (timer == null) {
      timer = context.schedule(limits.tick(), PunctuationType.WALL_CLOCK_TIME, this::tick);
    }
  }

  private void tick(long nowMillis) {
    if (nowMillis >= notBeforeMillis) {
      settleDue(nowMillis);
    }
    long gap = wantsCommitSoon ? CommitPace.FOR_IDLE_MILLIS : CommitPace.FOR_BUSY_MILLIS;
    if (wantsCommit && pace.ask(nowMillis, gap)) {
      context.commit();
      wantsCommit = false;
      wantsCommitSoon = false;
    }
    // Not only when it is empty: a tag that is always busy never leaves it.
    if (dirty.hasRoom() && dirty.hasForgotten()) {
      remember(nowMillis);
    }
    if (dirty.isEmpty() && !wantsCommit && timer != null) {
      timer.cancel();
      timer = null;
    }
  }

  private void settleDue(long nowMillis) {
    long began = System.nanoTime();
    long took = 0;
    while (took < limits.slice().toNanos()) {
      DirtyTags.Waiting next = dirty.takeDue(nowMillis).orElse(null);
      if (next == null) {
        break;
      }
      long cost = ThreadCost.nanos();
      long again = settle(next.tag(), nowMillis);
      cost = ThreadCost.nanos() - cost - settle.takeGroupsCostNanos();
      wantsCommit = true;
      wantsCommitSoon |= next.isIdle();
      took = System.nanoTime() - began;
      Duration rest = limits.restAfter(Duration.ofNanos(cost));
      long rested = nowMillis + NANOSECONDS.toMillis(took) + rest.toMillis();
      dirty.rest(next.tag(), nowMillis, Math.max(rested, again));
      if (again != Settle.DONE) {
        dirty.add(next.tag(), nowMillis);
      }
    }
    // The folding of fragments gets as much time, but for that in which all waited for the broker.
    long tookMillis = NANOSECONDS.toMillis(took);
    notBeforeMillis = nowMillis + tookMillis + Math.min(tookMillis, MAX_PAUSE_MILLIS);
  }

  /** Settles a tag, or puts it aside; returns when it is to be settled again. */
  private long settle(ProfileTag tag, long nowMillis) {
    Records records = new Records(nowMillis);
    try {
      long again = settle.settle(tag, nowMillis, records);
      putAside
          .remove(tag)
          .ifPresent(fault -> log.info("{} is settled after {} faults", tag, fault.getAttempts()));
      return again;
    } catch (TagFaultException e) {
      counters.countTagFault();
      TagFault fault = putAside.add(tag, String.valueOf(e.getMessage()), nowMillis);
      if (fault.getAttempts() == 1) {
        log.error("{} cannot be settled and is put aside; the others go on", tag, e);
      }
      Records told = new Records(nowMillis);
      told.status(tag, settle.faultStatus(tag, fault, nowMillis));
      told.flush();
      return fault.getRetryUnixMillis();
    }
  }

  /** Sends what is published to its topics, when what belongs together is made. */
  private final class Records implements Settle.Sink {

    private record Sent(Record<byte[], byte[]> record, String sink) {}

    private final List<Sent> waiting = new ArrayList<>();
    private final long nowMillis;

    Records(long nowMillis) {
      this.nowMillis = nowMillis;
    }

    @Override
    public void merged(Publication.Entry entry) {
      forward(entry.key().toBytes(), entry.value(), MergerTopology.MERGED);
    }

    @Override
    public void generation(Publication.Entry entry) {
      forward(entry.key().toBytes(), entry.value(), MergerTopology.GENERATIONS);
    }

    @Override
    public void status(ProfileTag tag, byte @Nullable [] status) {
      forward(tag.value().getBytes(US_ASCII), status, MergerTopology.STATUS);
    }

    private void forward(byte[] key, byte @Nullable [] value, String sink) {
      waiting.add(new Sent(new Record<>(key, value, nowMillis), sink));
    }

    @Override
    public void flush() {
      waiting.forEach(sent -> context.forward(sent.record(), sent.sink()));
      waiting.clear();
    }
  }
}
