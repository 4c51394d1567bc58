package dev.pgohub.merger;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.pgohub.merger.AdmitStep.Decision;
import dev.pgohub.schemas.ProfileTag;
import dev.pgohub.schemas.Topic;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Decides on fragments that were held until all before them were folded. Not thread-safe. */
final class HeldFragments {

  private final ProcessorContext<byte[], Object> context;
  private final TaskStores of;
  private final Refusals refusals;
  private final MergerCounters counters;

  HeldFragments(
      ProcessorContext<byte[], Object> context,
      TaskStores of,
      Refusals refusals,
      MergerCounters counters) {
    this.context = context;
    this.of = of;
    this.refusals = refusals;
    this.counters = counters;
  }

  /** Decides on one, and takes it out of the store. */
  void decide(ProfileTag tag, SpreadStore.Held held) {
    byte[] key = tag.value().getBytes(US_ASCII);
    Arrival arrival =
        Arrival.of(
            key,
            held.fragment().getValue().toByteArray(),
            held.fragment().getArrivedUnixMillis(),
            Topic.FRAGMENTS.topicName(),
            context.taskId().partition(),
            held.offset());
    try {
      of.savepoint().whole(() -> decide(tag, held, arrival)).act();
    } catch (TagFaultException e) {
      refusals.refuse(of.tags(), tag, arrival, Refusals.internal(e));
    }
    of.spread().delete(held.key());
  }

  private Decision decide(ProfileTag tag, SpreadStore.Held held, Arrival arrival) {
    try {
      Envelope envelope = Envelope.read(arrival.key(), arrival.value());
      long time = arrival.arrivedMillis();
      if (of.seen().offsetOf(tag, envelope.id(), time) == held.offset()) {
        of.seen().remove(tag, envelope.id(), time);
      }
      if (of.admit().isDuplicate(envelope, time)) {
        of.tags().countDuplicate(tag);
        return () -> forwardDuplicate(tag, arrival);
      }
      Policies.InForce inForce = of.policies().of(tag, held.fragment().getPolicy());
      long began = ThreadCost.nanos();
      Admitted admitted = of.admit().admit(envelope, inForce, time, held.offset());
      long took = ThreadCost.nanos() - began;
      counters.countBusy(MergerCounters.Step.ADMIT, took);
      return () ->
          context.forward(
              new Record<byte[], Object>(
                  arrival.key(), new FoldStep.Input(admitted, envelope.id(), arrival, took), time),
              MergerTopology.FOLD);
    } catch (RefusedException e) {
      return () -> refusals.refuse(of.tags(), tag, arrival, e);
    }
  }

  /** Says that a tag got a fragment that was dropped. */
  void forwardDuplicate(ProfileTag tag, Arrival arrival) {
    counters.countDuplicate();
    context.forward(
        new Record<byte[], Object>(arrival.key(), tag, arrival.arrivedMillis()),
        MergerTopology.SETTLE);
  }
}
