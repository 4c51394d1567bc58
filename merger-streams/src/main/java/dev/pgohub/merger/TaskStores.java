package dev.pgohub.merger;

import dev.pgohub.pprof.FragmentReader;
import dev.pgohub.pprof.TallyLimits;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The state of one partition, as its steps see it.
 *
 * @param ledger all fragments that were folded
 * @param merge what buckets come to
 * @param open hours on the heap
 * @param policies what is said about tags
 * @param tags what is counted and published of them
 * @param served edges of what is served
 * @param admit what lets fragments in
 * @param seen the ids of those that were let in
 * @param spread the rounds of hot tags
 * @param savepoint takes back what was written to the stores
 */
record TaskStores(
    Ledger ledger,
    BucketMerge merge,
    OpenHours open,
    Policies policies,
    Tags tags,
    ServedEdges served,
    Admit admit,
    SeenFragments seen,
    SpreadStore spread,
    Savepoint savepoint) {

  /** Finds a store by its name. */
  interface Source {
    /** A key-value store. */
    KeyValueStore<byte[], byte[]> keyValues(String name);

    /** Hours on the heap. */
    OpenHours openHours();
  }

  static TaskStores of(Source all, FragmentReader reader, MergerSettings settings) {
    OpenHours open = all.openHours();
    open.dropAll(); // a task that was a standby meanwhile has other stores, but the same hours
    Savepoint savepoint = new Savepoint(open::dropAll);
    Function<String, KeyValueStore<byte[], byte[]>> source =
        name -> savepoint.guard(all.keyValues(name));
    SeenFragments seen =
        new SeenFragments(
            source.apply(MergerTopology.SEEN_FRAGMENTS),
            settings.span(MergerSetting.FRAGMENT_ID_RETENTION));
    TallyLimits limits = settings.runLimits();
    Ledger ledger =
        new Ledger(
            source.apply(MergerTopology.BUCKETS),
            source.apply(MergerTopology.INSTANCES),
            new Runs(source.apply(MergerTopology.RUNS), limits, open));
    Policies policies = new Policies(source.apply(MergerTopology.POLICIES), settings.policy());
    Tags tags = new Tags(source.apply(MergerTopology.TAGS));
    return new TaskStores(
        ledger,
        new BucketMerge(
            ledger,
            new MergedBuckets(all.keyValues(MergerTopology.MERGED_BUCKETS)),
            SettleLimits.of(settings).sums()),
        open,
        policies,
        tags,
        new ServedEdges(source.apply(MergerTopology.SERVED)),
        new Admit(new Weigh(reader, limits), seen, ledger, policies, tags),
        seen,
        new SpreadStore(source.apply(MergerTopology.SPREAD)),
        savepoint);
  }

  /** The stores of a task of Kafka Streams. */
  static Function<ProcessorContext<?, ?>, TaskStores> ofTask(
      Supplier<FragmentReader> readers, MergerSettings settings) {
    return context -> of(new OfTask(context), readers.get(), settings);
  }

  private record OfTask(ProcessorContext<?, ?> context) implements Source {

    @Override
    public KeyValueStore<byte[], byte[]> keyValues(String name) {
      return context.getStateStore(name);
    }

    @Override
    public OpenHours openHours() {
      return context.getStateStore(MergerTopology.OPEN_HOURS);
    }
  }
}
