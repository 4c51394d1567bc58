package dev.pgohub.merger;

import dev.pgohub.schemas.Topic;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.streams.KafkaStreams;

/**
 * What Kafka Streams says of itself, summed up over partitions: how far the merger is behind, and
 * how much state it keeps. Its own metrics go into the registry, too, but for those of single
 * tasks, stores and topics, which a registry may leave out. Thread-safe.
 */
final class StreamsMeters implements AutoCloseable {

  private static final Set<String> STORE_BYTES =
      Set.of("total-sst-files-size", "size-all-mem-tables");

  /** The stores that a scrape tells apart. */
  private static final List<String> STORES =
      List.of(
          MergerTopology.SEEN_FRAGMENTS,
          MergerTopology.RUNS,
          MergerTopology.BUCKETS,
          MergerTopology.INSTANCES,
          MergerTopology.TAGS,
          MergerTopology.POLICIES,
          MergerTopology.SERVED,
          MergerTopology.MERGED_BUCKETS);

  private final KafkaStreamsMetrics own;

  private StreamsMeters(KafkaStreamsMetrics own) {
    this.own = own;
  }

  /** Shows what {@code streams}, which was not started yet, will say. */
  static StreamsMeters bind(KafkaStreams streams, MeterRegistry registry) {
    gauge(
        registry,
        "pgohub.merger.running",
        "1 while fragments are being merged",
        streams,
        s -> s.state() == KafkaStreams.State.RUNNING ? 1 : 0);
    Gauge.builder("pgohub.merger.lag", streams, StreamsMeters::lag)
        .description("Fragments that came to the broker and wait for this merger")
        .baseUnit("fragments")
        .register(registry);
    for (String store : STORES) {
      Gauge.builder("pgohub.merger.state", streams, s -> bytes(s, store))
          .description("Bytes of state, on disk and in memory")
          .baseUnit("bytes")
          .tag("store", store)
          .register(registry);
    }
    KafkaStreamsMetrics own = new KafkaStreamsMetrics(streams);
    own.bindTo(registry);
    return new StreamsMeters(own);
  }

  private static void gauge(
      MeterRegistry registry,
      String name,
      String description,
      KafkaStreams streams,
      ToDoubleFunction<KafkaStreams> value) {
    Gauge.builder(name, streams, value).description(description).register(registry);
  }

  private static double lag(KafkaStreams streams) {
    return streams.metrics().values().stream()
        .filter(metric -> isLag(metric.metricName()))
        .mapToDouble(StreamsMeters::number)
        .sum();
  }

  private static boolean isLag(MetricName name) {
    return name.name().equals("records-lag")
        && Topic.FRAGMENTS.topicName().equals(name.tags().get("topic"));
  }

  private static double bytes(KafkaStreams streams, String store) {
    double sum = 0;
    for (Metric metric : streams.metrics().values()) {
      MetricName name = metric.metricName();
      if (STORE_BYTES.contains(name.name()) && isOf(store, name.tags())) {
        sum += number(metric);
      }
    }
    return sum;
  }

  /** The name of the tag depends on the kind of store. */
  private static boolean isOf(String store, Map<String, String> tags) {
    return tags.entrySet().stream()
        .anyMatch(tag -> tag.getKey().endsWith("-state-id") && tag.getValue().startsWith(store));
  }

  /**
   * A store that is being closed has no value, and a consumer without a record none that is one.
   */
  private static double number(Metric metric) {
    return metric.metricValue() instanceof Number number && Double.isFinite(number.doubleValue())
        ? number.doubleValue()
        : 0;
  }

  /** Ends what is shown; the last values stay. */
  @Override
  public void close() {
    own.close();
  }
}
