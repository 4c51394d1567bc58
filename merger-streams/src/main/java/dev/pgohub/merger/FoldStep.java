package dev.pgohub.merger;

import dev.pgohub.schemas.ProfileTag;
import java.util.function.Function;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Adds an admitted fragment to the account of its tag; then says that the tag changed. Costs what
 * the fragment weighs. Where the account cannot take it, it is refused after all.
 *
 * <p>Addition is not idempotent: that a fragment is added once depends on the exactly-once
 * transaction that holds its offset, its id and these changes together.
 */
@SuppressWarnings("NullAway.Init") // init comes before everything else
final class FoldStep implements Processor<byte[], Object, byte[], Object> {

  /**
   * A fragment to be added.
   *
   * @param id of it, which was noted as seen
   * @param arrival as it came
   * @param tookNanos to decide on it
   */
  record Input(Admitted fragment, String id, Arrival arrival, long tookNanos) {}

  private final Function<ProcessorContext<?, ?>, TaskStores> stores;
  private final MergerCounters counters;
  private ProcessorContext<byte[], Object> context;
  private TaskStores of;
  private Refusals refusals;

  FoldStep(Function<ProcessorContext<?, ?>, TaskStores> stores, MergerCounters counters) {
    this.stores = stores;
    this.counters = counters;
  }

  @Override
  public void init(ProcessorContext<byte[], Object> processorContext) {
    context = processorContext;
    of = stores.apply(processorContext);
    refusals = new Refusals(processorContext, counters);
  }

  @Override
  public void process(Record<byte[], Object> record) {
    Input input = (Input) record.value();
    Admitted fragment = input.fragment();
    ProfileTag tag = fragment.owner().tag();
    long began = ThreadCost.nanos();
    try {
      of.savepoint()
          .whole(
              () -> {
                of.ledger().add(fragment);
                of.tags().countFolded(fragment);
                return tag;
              });
    } catch (TagFaultException e) {
      of.seen().remove(tag, input.id(), input.arrival().arrivedMillis());
      refusals.refuse(of.tags(), tag, input.arrival(), Refusals.internal(e));
      return;
    }
    long took = ThreadCost.nanos() - began;
    counters.countBusy(MergerCounters.Step.FOLD, took);
    counters.countAdmitted(
        input.tookNanos() + took, context.currentSystemTimeMs() - input.arrival().arrivedMillis());
    context.forward(record.withValue(tag), MergerTopology.SETTLE);
  }
}
