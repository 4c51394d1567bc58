package dev.pgohub.merger;

import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Adds an admitted fragment to the runs of its tag, mode and hour, and to the heads of what will be
 * published from them; then says that these changed. Costs what the fragment weighs.
 *
 * <p>Addition is not idempotent: that a fragment is added once depends on the exactly-once
 * transaction that holds its offset, its id and these changes together.
 */
@SuppressWarnings("NullAway.Init") // init comes before everything else
final class Fold implements Processor<byte[], Verdict, byte[], TagMode> {

  private final MergerCounters counters;
  private ProcessorContext<byte[], TagMode> context;
  private Runs runs;
  private Tags tags;

  Fold(MergerCounters counters) {
    this.counters = counters;
  }

  @Override
  public void init(ProcessorContext<byte[], TagMode> processorContext) {
    context = processorContext;
    runs = new Runs(processorContext.getStateStore(MergerTopology.RUNS));
    tags = new Tags(processorContext.getStateStore(MergerTopology.TAGS));
  }

  @Override
  public void process(Record<byte[], Verdict> record) {
    Admitted fragment = (Admitted) record.value();
    TagMode owner = fragment.owner();
    int level = runs.add(BucketKey.at(owner, fragment.startNanos()), fragment.run());
    if (level > 0) {
      counters.countRunMerge();
    }
    change(record, owner.union(), fragment);
    if (!owner.isUnion()) {
      change(record, owner, fragment);
    }
  }

  private void change(Record<byte[], Verdict> record, TagMode output, Admitted fragment) {
    tags.put(output, tags.head(output).with(fragment));
    context.forward(record.withValue(output));
  }
}
