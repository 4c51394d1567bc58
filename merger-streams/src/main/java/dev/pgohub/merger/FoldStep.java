package dev.pgohub.merger;

import dev.pgohub.schemas.ProfileTag;
import java.util.function.Function;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Adds an admitted fragment to the account of its tag; then says that the tag changed. Costs what
 * the fragment weighs.
 *
 * <p>Addition is not idempotent: that a fragment is added once depends on the exactly-once
 * transaction that holds its offset, its id and these changes together.
 */
@SuppressWarnings("NullAway.Init") // init comes before everything else
final class FoldStep implements Processor<byte[], Object, byte[], ProfileTag> {

  private final Function<ProcessorContext<?, ?>, TaskStores> stores;
  private ProcessorContext<byte[], ProfileTag> context;
  private Ledger ledger;
  private Tags tags;

  FoldStep(Function<ProcessorContext<?, ?>, TaskStores> stores) {
    this.stores = stores;
  }

  @Override
  public void init(ProcessorContext<byte[], ProfileTag> processorContext) {
    context = processorContext;
    TaskStores of = stores.apply(processorContext);
    ledger = of.ledger();
    tags = of.tags();
  }

  @Override
  public void process(Record<byte[], Object> record) {
    Admitted fragment = (Admitted) record.value();
    ledger.add(fragment);
    tags.countFolded(fragment);
    context.forward(record.withValue(fragment.owner().tag()));
  }
}
