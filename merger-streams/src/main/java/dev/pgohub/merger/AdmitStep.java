package dev.pgohub.merger;

import dev.pgohub.schemas.ProfileTag;
import dev.pgohub.schemas.TagPartition;
import dev.pgohub.telemetry.LogField;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.IntSupplier;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Passes on what {@link Admit} lets in, and what it refuses to its topic. No fragment, whatever it
 * holds, stops the ones behind it. Those of a hot tag take the way of {@link Spread}.
 */
@SuppressWarnings("NullAway.Init") // init comes before everything else
final class AdmitStep implements Processor<byte[], byte[], byte[], Object> {

  private static final Logger log = LoggerFactory.getLogger(AdmitStep.class);

  private final Function<ProcessorContext<?, ?>, TaskStores> stores;
  private final MergerCounters counters;
  private static final Duration TICK = Duration.ofMillis(50);

  private final MergerSettings settings;
  private final IntSupplier threads;
  private final int partitions;
  private ProcessorContext<byte[], Object> context;
  private TaskStores of;
  private Refusals refusals;
  private HotTags hot;
  private Spread spread;
  private @Nullable Cancellable timer;

  /**
   * @param threads how many merge in the whole hub
   * @param partitions of the topic of fragments
   */
  AdmitStep(
      Function<ProcessorContext<?, ?>, TaskStores> stores,
      MergerSettings settings,
      MergerCounters counters,
      IntSupplier threads,
      int partitions) {
    this.stores = stores;
    this.settings = settings;
    this.counters = counters;
    this.threads = threads;
    this.partitions = partitions;
  }

  @Override
  public void init(ProcessorContext<byte[], Object> processorContext) {
    context = processorContext;
    of = stores.apply(processorContext);
    refusals = new Refusals(processorContext, counters);
    hot = new HotTags(settings.count(MergerSetting.HOT_TAG_PERCENT), threads, System::nanoTime);
    long interval = settings.size(MergerSetting.HOT_TAG_INTERVAL);
    spread = new Spread(processorContext, of, hot, refusals, counters, partitions, interval);
    if (timer != null) {
      timer.cancel(); // that of another task, if this was a standby meanwhile
      timer = null;
    }
    startTimer();
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    if (context.recordMetadata().map(at -> at.topic().equals(partsTopic())).orElse(false)) {
      spread.add(record.key(), record.value());
    } else {
      take(Arrival.of(record, context));
    }
    of.seen().cleanUp();
    startTimer();
  }

  private String partsTopic() {
    return ShardTopics.fromShards(settings.applicationId());
  }

  private void startTimer() {
    if (timer == null && spread.isBusy()) {
      timer = context.schedule(TICK, PunctuationType.WALL_CLOCK_TIME, this::tick);
    }
  }

  private void tick(long nowMillis) {
    spread.tick(nowMillis);
    if (!spread.isBusy() && timer != null) {
      timer.cancel();
      timer = null;
    }
  }

  private void take(Arrival arrival) {
    long began = ThreadCost.nanos();
    Envelope envelope;
    try {
      envelope = Envelope.read(arrival.key(), arrival.value());
      requirePartition(envelope.owner().tag());
    } catch (RefusedException e) {
      refusals.refuse(arrival, e);
      return;
    }
    try (var tag = MDC.putCloseable(LogField.TAG.key(), envelope.owner().tag().value());
        var id = MDC.putCloseable(LogField.FRAGMENT.key(), envelope.id())) {
      take(envelope, arrival, began);
    }
  }

  private void take(Envelope envelope, Arrival arrival, long began) {
    ProfileTag tag = envelope.owner().tag();
    boolean isSpread = spread.takes(tag);
    try {
      of.savepoint()
          .whole(
              () ->
                  isSpread
                      ? spread.decide(envelope, arrival, context.currentSystemTimeMs())
                      : decide(envelope, arrival))
          .act();
    } catch (TagFaultException e) {
      refusals.refuse(of.tags(), tag, arrival, Refusals.internal(e));
    }
    long cost = ThreadCost.nanos() - began;
    if (isSpread) {
      counters.countBusy(MergerCounters.Step.PASS, cost);
    } else {
      hot.count(tag, cost);
    }
  }

  /** What is done when all that can fail is done. */
  interface Decision {
    /** Does it. */
    void act();
  }

  private Decision decide(Envelope envelope, Arrival arrival) {
    ProfileTag tag = envelope.owner().tag();
    long time = arrival.arrivedMillis();
    long began = ThreadCost.nanos();
    if (of.admit().isDuplicate(envelope, time)) {
      of.tags().countDuplicate(tag);
      return () -> {
        counters.countDuplicate();
        log.debug("dropped {} of {}: seen before", envelope.id(), envelope.owner());
        context.forward(
            new Record<byte[], Object>(arrival.key(), tag, time), MergerTopology.SETTLE);
      };
    }
    try {
      Admitted admitted = of.admit().admit(envelope, time, arrival.offset());
      long took = ThreadCost.nanos() - began;
      counters.countBusy(MergerCounters.Step.ADMIT, took);
      FoldStep.Input input = new FoldStep.Input(admitted, envelope.id(), arrival, took);
      return () ->
          context.forward(
              new Record<byte[], Object>(arrival.key(), input, time), MergerTopology.FOLD);
    } catch (RefusedException e) {
      return () -> refusals.refuse(of.tags(), tag, arrival, e);
    }
  }

  private void requirePartition(ProfileTag tag) throws RefusedException {
    int right = TagPartition.of(tag, partitions);
    int found = context.taskId().partition();
    if (found != right) {
      throw new RefusedException(
          RefusedException.WRONG_PARTITION,
          "the record is in partition "
              + found
              + ", its key belongs to "
              + right
              + "; send with the partitioner of Kafka's Java client (murmur2)");
    }
  }
}
