package dev.pgohub.merger;

import dev.pgohub.schemas.ProfileTag;
import dev.pgohub.telemetry.LogField;
import java.util.HashSet;
import java.util.Set;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends fragments that are refused to their topic, as they came, and counts them. */
final class Refusals {

  private static final Logger log = LoggerFactory.getLogger(Refusals.class);

  /** Tags of which it is told in the log that we failed at a fragment. */
  private static final int MAX_TOLD = 1_000;

  private final Set<ProfileTag> told = new HashSet<>();
  private final ProcessorContext<byte[], Object> context;
  private final MergerCounters counters;

  /**
   * @param context that forwards to the topic
   */
  Refusals(ProcessorContext<byte[], Object> context, MergerCounters counters) {
    this.context = context;
    this.counters = counters;
  }

  /** Refuses a record, and counts it nowhere but among all. */
  void refuse(Arrival fragment, RefusedException why) {
    counters.countRejected(why.reason());
    log.atDebug()
        .addKeyValue(LogField.REASON.key(), why.reason())
        .log("refused a fragment: {}", why.getMessage());
    Rejected rejected =
        Rejected.of(
            why.reason(),
            String.valueOf(why.getMessage()),
            fragment.where(),
            fragment.arrivedMillis(),
            fragment.value());
    byte @Nullable [] key = fragment.key();
    boolean isKept = key != null && key.length <= Rejected.MAX_KEY_BYTES;
    context.forward(
        new Record<byte[], Object>(isKept ? key : null, rejected, fragment.arrivedMillis()),
        MergerTopology.REJECTIONS);
  }

  /** Refuses a fragment of a tag, and counts it there; the tag is dirty then. */
  void refuse(Tags tags, ProfileTag tag, Arrival fragment, RefusedException why) {
    tell(tag, why);
    refuse(fragment, why);
    try {
      tags.countRefused(tag, why, fragment.arrivedMillis());
    } catch (IllegalStateException e) {
      log.debug("the state of {} cannot be read; a refusal is not counted", tag, e);
    }
    context.forward(
        new Record<>(fragment.key(), tag, fragment.arrivedMillis()), MergerTopology.SETTLE);
  }

  /** Tells in the log of what only we can mend. */
  void tell(ProfileTag tag, RefusedException why) {
    boolean isOurs = why.reason().equals(RefusedException.INTERNAL_ERROR);
    if (isOurs && told.size() < MAX_TOLD && told.add(tag)) {
      log.error("a fragment of {} was refused because we failed at it; told once", tag, why);
    } else if (isOurs) {
      log.debug("a fragment of {} was refused because we failed at it", tag, why);
    }
  }

  /**
   * What a fault of ours means for the fragment that met it: read again, it would meet it again.
   */
  static RefusedException internal(TagFaultException fault) {
    return new RefusedException(
        RefusedException.INTERNAL_ERROR,
        "the hub failed at it: " + fault.getMessage() + "; it can be replayed when that is mended",
        fault);
  }
}
