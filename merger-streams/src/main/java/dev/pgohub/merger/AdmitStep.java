package dev.pgohub.merger;

import dev.pgohub.schemas.ProfileTag;
import dev.pgohub.telemetry.LogField;
import java.util.function.Function;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Passes on what {@link Admit} lets in, and what it refuses to its topic. No fragment, whatever it
 * holds, stops the ones behind it.
 */
@SuppressWarnings("NullAway.Init") // init comes before everything else
final class AdmitStep implements Processor<byte[], byte[], byte[], Object> {

  private static final Logger log = LoggerFactory.getLogger(AdmitStep.class);

  private final Function<ProcessorContext<?, ?>, TaskStores> stores;
  private final MergerCounters counters;
  private final int partitions;
  private ProcessorContext<byte[], Object> context;
  private Tags tags;
  private Admit admit;

  /**
   * @param partitions of the topic of fragments
   */
  AdmitStep(
      Function<ProcessorContext<?, ?>, TaskStores> stores,
      MergerCounters counters,
      int partitions) {
    this.stores = stores;
    this.counters = counters;
    this.partitions = partitions;
  }

  @Override
  public void init(ProcessorContext<byte[], Object> processorContext) {
    context = processorContext;
    TaskStores of = stores.apply(processorContext);
    tags = of.tags();
    admit = of.admit();
  }

  @Override
  public void process(Record<byte[], byte[]> fragment) {
    Envelope envelope;
    try {
      envelope = Envelope.read(fragment.key(), fragment.value());
      requirePartition(fragment.key());
    } catch (RefusedException e) {
      reject(fragment, e);
      return;
    }
    try (var tag = MDC.putCloseable(LogField.TAG.key(), envelope.owner().tag().value());
        var id = MDC.putCloseable(LogField.FRAGMENT.key(), envelope.id())) {
      decide(fragment, envelope);
    }
  }

  private void decide(Record<byte[], byte[]> fragment, Envelope envelope) {
    ProfileTag tag = envelope.owner().tag();
    if (admit.isDuplicate(envelope, fragment.timestamp())) {
      counters.countDuplicate();
      log.debug("dropped {} of {}: seen before", envelope.id(), envelope.owner());
      tags.countDuplicate(tag);
      context.forward(fragment.withValue(tag), MergerTopology.SETTLE);
      return;
    }
    long began = System.nanoTime();
    try {
      Admitted admitted = admit.admit(envelope, fragment.timestamp(), offset());
      context.forward(fragment.withValue(admitted), MergerTopology.FOLD);
      long waited = context.currentSystemTimeMs() - fragment.timestamp();
      counters.countAdmitted(System.nanoTime() - began, waited);
    } catch (RefusedException e) {
      if (e.reason().equals(RefusedException.INTERNAL_ERROR)) {
        log.error("a fragment of {} was refused because we failed to read it", tag, e);
      }
      reject(fragment, e);
      tags.countRefused(tag, e, fragment.timestamp());
      context.forward(fragment.withValue(tag), MergerTopology.SETTLE);
    }
  }

  private long offset() {
    return context.recordMetadata().map(at -> at.offset()).orElse(0L);
  }

  private void requirePartition(byte[] tag) throws RefusedException {
    int right = MergerTopology.partitionOf(tag, partitions);
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

  private void reject(Record<byte[], byte[]> fragment, RefusedException why) {
    counters.countRejected(why.reason());
    log.atDebug()
        .addKeyValue(LogField.REASON.key(), why.reason())
        .log("refused a fragment: {}", why.getMessage());
    Rejected rejected =
        Rejected.of(
            why.reason(),
            String.valueOf(why.getMessage()),
            context.recordMetadata(),
            fragment.timestamp(),
            fragment.value());
    byte @Nullable [] key = fragment.key();
    boolean isKept = key != null && key.length <= Rejected.MAX_KEY_BYTES;
    context.forward(
        new Record<byte[], Object>(isKept ? key : null, rejected, fragment.timestamp()),
        MergerTopology.REJECTIONS);
  }
}
