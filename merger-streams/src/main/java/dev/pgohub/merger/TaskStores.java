package dev.pgohub.merger;

import dev.pgohub.pprof.FragmentReader;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.WindowStore;

/**
 * The state of one partition, as its steps see it.
 *
 * @param ledger all fragments that were folded
 * @param merge what buckets come to
 * @param policies what is said about tags
 * @param tags what is counted and published of them
 * @param served edges of what is served
 * @param admit what lets fragments in
 */
record TaskStores(
    Ledger ledger,
    BucketMerge merge,
    Policies policies,
    Tags tags,
    ServedEdges served,
    Admit admit) {

  /** Finds a store by its name. */
  interface Source {
    /** A key-value store. */
    KeyValueStore<byte[], byte[]> keyValues(String name);

    /** The ids of fragments. */
    SeenFragments seen();
  }

  static TaskStores of(Source source, FragmentReader reader, MergerSettings settings) {
    int maxStacks = settings.count(MergerSetting.MAX_RUN_STACKS);
    Ledger ledger =
        new Ledger(
            source.keyValues(MergerTopology.BUCKETS),
            source.keyValues(MergerTopology.INSTANCES),
            new Runs(source.keyValues(MergerTopology.RUNS), maxStacks));
    Policies policies = new Policies(source.keyValues(MergerTopology.POLICIES), settings.policy());
    Tags tags = new Tags(source.keyValues(MergerTopology.TAGS));
    return new TaskStores(
        ledger,
        new BucketMerge(ledger, source.keyValues(MergerTopology.MERGED_BUCKETS)),
        policies,
        tags,
        new ServedEdges(source.keyValues(MergerTopology.SERVED)),
        new Admit(reader, source.seen(), ledger, policies, tags, maxStacks));
  }

  /** The stores of a task of Kafka Streams. */
  static Function<ProcessorContext<?, ?>, TaskStores> ofTask(
      Supplier<FragmentReader> readers, MergerSettings settings) {
    return context ->
        of(
            new Source() {
              @Override
              public KeyValueStore<byte[], byte[]> keyValues(String name) {
                return store(context, name);
              }

              @Override
              public SeenFragments seen() {
                WindowStore<byte[], byte[]> ids = store(context, MergerTopology.FRAGMENT_IDS);
                return SeenFragments.in(ids, settings.span(MergerSetting.FRAGMENT_ID_RETENTION));
              }
            },
            readers.get(),
            settings);
  }

  private static <S extends StateStore> S store(ProcessorContext<?, ?> context, String name) {
    return context.getStateStore(name);
  }
}
