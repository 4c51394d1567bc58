package dev.pgohub.merger;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.pgohub.schemas.ProfileTag;
import java.time.Duration;
import java.util.function.Function;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * Settles the tags that changed. The wall clock decides only when: what is published is a function
 * of the fragments that were folded.
 *
 * <p>It takes a bounded share of the thread, half of it at most, and a tag that was costly rests
 * accordingly. While nothing is dirty no timer runs, so an idle hub writes nothing.
 */
@SuppressWarnings("NullAway.Init") // init comes before everything else
final class SettleStep implements Processor<byte[], ProfileTag, byte[], byte[]> {

  /** The shortest time between two commits that are asked for, as each costs the whole thread. */
  private static final long COMMIT_GAP_MILLIS = 100;

  private final Function<ProcessorContext<?, ?>, TaskStores> stores;
  private final SettleLimits limits;
  private final MergerCounters counters;
  private final DirtyTags dirty;
  private ProcessorContext<byte[], byte[]> context;
  private Tags tags;
  private Settle settle;
  private @Nullable Cancellable timer;
  private long notBeforeMillis;
  private long committedMillis;
  private boolean wantsCommit;

  SettleStep(
      Function<ProcessorContext<?, ?>, TaskStores> stores,
      SettleLimits limits,
      MergerCounters counters) {
    this.stores = stores;
    this.limits = limits;
    this.counters = counters;
    this.dirty = new DirtyTags(limits.maxDirty());
  }

  @Override
  public void init(ProcessorContext<byte[], byte[]> processorContext) {
    context = processorContext;
    TaskStores of = stores.apply(processorContext);
    tags = of.tags();
    settle = new Settle(of, limits, counters, processorContext.taskId().partition());
    remember(processorContext.currentSystemTimeMs());
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
    if (wantsCommit && nowMillis - committedMillis >= COMMIT_GAP_MILLIS) {
      context.commit();
      committedMillis = nowMillis;
      wantsCommit = false;
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
    Duration took = Duration.ZERO;
    while (took.compareTo(limits.slice()) < 0) {
      DirtyTags.Waiting next = dirty.takeDue(nowMillis).orElse(null);
      if (next == null) {
        break;
      }
      settle.settle(next.tag(), nowMillis, new Records(nowMillis));
      wantsCommit |= next.isIdle();
      Duration before = took;
      took = Duration.ofNanos(System.nanoTime() - began);
      Duration rest = limits.restAfter(took.minus(before));
      dirty.rest(next.tag(), nowMillis, nowMillis + took.plus(rest).toMillis());
    }
    // The folding of fragments gets as much time as this took.
    notBeforeMillis = nowMillis + took.multipliedBy(2).toMillis();
  }

  /** Sends what is published to its topics. */
  private final class Records implements Settle.Sink {

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
    public void status(ProfileTag tag, byte[] status) {
      forward(tag.value().getBytes(US_ASCII), status, MergerTopology.STATUS);
    }

    private void forward(byte[] key, byte @Nullable [] value, String sink) {
      context.forward(new Record<>(key, value, nowMillis), sink);
    }
  }
}
