package dev.pgohub.merger;

import dev.pgohub.schemas.ControlKey;
import dev.pgohub.schemas.ProfileTag;
import java.util.function.Function;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps what is said about tags; it holds from the next fragment on, and for what is published. */
@SuppressWarnings("NullAway.Init") // init comes before everything else
final class PolicyStep implements Processor<byte[], byte[], byte[], ProfileTag> {

  private static final Logger log = LoggerFactory.getLogger(PolicyStep.class);

  private final Function<ProcessorContext<?, ?>, TaskStores> stores;
  private ProcessorContext<byte[], ProfileTag> context;
  private Policies policies;
  private Tags tags;

  PolicyStep(Function<ProcessorContext<?, ?>, TaskStores> stores) {
    this.stores = stores;
  }

  @Override
  public void init(ProcessorContext<byte[], ProfileTag> processorContext) {
    context = processorContext;
    TaskStores of = stores.apply(processorContext);
    policies = of.policies();
    tags = of.tags();
  }

  @Override
  public void process(Record<byte[], byte[]> said) {
    if (said.key() == null) {
      return;
    }
    ControlKey key;
    try {
      key = ControlKey.parse(said.key());
    } catch (IllegalArgumentException e) {
      log.warn("a record of the policies was passed over: {}", e.getMessage());
      return;
    }
    policies.put(key, said.value());
    if (key.kind() == ControlKey.Kind.POLICY && tags.touch(key.tag())) {
      context.forward(said.withValue(key.tag()));
    }
  }
}
