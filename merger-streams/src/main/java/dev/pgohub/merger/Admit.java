package dev.pgohub.merger;

import dev.pgohub.pprof.FoldedFragment;
import dev.pgohub.pprof.FragmentReader;
import dev.pgohub.pprof.InvalidProfileException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a fragment in, drops it when its id was seen before, or refuses it with a reason. No
 * fragment, whatever it holds, stops the ones behind it.
 *
 * <p>Only the id of an admitted fragment is remembered: one that was refused may be sent again,
 * mended, under the same id.
 */
@SuppressWarnings("NullAway.Init") // init comes before everything else
final class Admit implements Processor<byte[], byte[], byte[], Verdict> {

  private static final Logger log = LoggerFactory.getLogger(Admit.class);

  private final ThreadLocal<FragmentReader> readers;
  private final MergerCounters counters;
  private final int partitions;
  private ProcessorContext<byte[], Verdict> context;
  private SeenFragments seen;

  /**
   * @param readers one per thread, as its buffers are large and a thread serves many partitions
   * @param partitions of the topic of fragments
   */
  Admit(ThreadLocal<FragmentReader> readers, MergerCounters counters, int partitions) {
    this.readers = readers;
    this.counters = counters;
    this.partitions = partitions;
  }

  @Override
  public void init(ProcessorContext<byte[], Verdict> processorContext) {
    context = processorContext;
    seen = new SeenFragments(processorContext.getStateStore(MergerTopology.FRAGMENT_IDS));
  }

  @Override
  public void process(Record<byte[], byte[]> fragment) {
    try {
      Envelope envelope = Envelope.read(fragment.key(), fragment.value());
      requirePartition(fragment.key());
      if (seen.contains(envelope.owner().tag(), envelope.id())) {
        counters.countDuplicate();
        log.debug("dropped {} of {}: seen before", envelope.id(), envelope.owner());
        return;
      }
      Admitted admitted = admit(envelope, fragment.timestamp());
      seen.add(envelope.owner().tag(), envelope.id(), fragment.timestamp());
      counters.countAdmitted();
      context.forward(fragment.withValue(admitted), MergerTopology.FOLD);
    } catch (RefusedException e) {
      reject(fragment, e);
    }
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

  private Admitted admit(Envelope envelope, long arrivedMillis) throws RefusedException {
    try {
      FoldedFragment folded = readers.get().read(envelope.pprof());
      return new Admitted(
          envelope.owner(),
          firstPositive(
              envelope.startNanos(),
              folded.startUnixNanos(),
              TimeUnit.MILLISECONDS.toNanos(arrivedMillis)),
          firstPositive(envelope.durationNanos(), folded.durationNanos(), 0),
          folded.weight(),
          folded.run());
    } catch (InvalidProfileException e) {
      throw new RefusedException(e.reason().code(), e);
    } catch (RuntimeException e) {
      // Read again, it would fail again: the partition would stand still for ever.
      log.error("a fragment of {} was refused because we failed to read it", envelope.owner(), e);
      throw new RefusedException(
          RefusedException.INTERNAL_ERROR, "the hub failed to read the profile: " + e, e);
    }
  }

  private void reject(Record<byte[], byte[]> fragment, RefusedException why) {
    counters.countRejected(why.reason());
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
        new Record<byte[], Verdict>(isKept ? key : null, rejected, fragment.timestamp()),
        MergerTopology.REJECTIONS);
  }

  private static long firstPositive(long first, long second, long otherwise) {
    return first > 0 ? first : second > 0 ? second : otherwise;
  }
}
