package dev.pgohub.telemetry;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;

/**
 * Makes the registry in which a room counts. No meter of ours has a name from outside as a label,
 * so the number of series depends on the program alone, not on how many tags or instances there
 * are.
 */
public final class Meters {

  /** Kafka's metrics of one task, store, node or topic: thousands, which nobody alerts on. */
  private static final List<String> TOO_FINE =
      List.of(
          "kafka.stream.state.",
          "kafka.stream.task.",
          "kafka.stream.topic.",
          "kafka.stream.processor.node.",
          "kafka.stream.record.cache.",
          "kafka.producer.",
          "kafka.admin.client.",
          "kafka.consumer.node.",
          "kafka.app.info.");

  private Meters() {}

  /** A registry for a part of a process, which says nothing about the process itself. */
  public static PrometheusMeterRegistry registry() {
    var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    withoutTooFine(registry);
    return registry;
  }

  /** A registry for a process, with memory, threads, processor time and open files of it. */
  public static PrometheusMeterRegistry registryOfProcess() {
    PrometheusMeterRegistry registry = registry();
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ClassLoaderMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    return registry;
  }

  private static void withoutTooFine(MeterRegistry registry) {
    registry
        .config()
        .meterFilter(
            MeterFilter.deny(
                id ->
                    id.getName().startsWith("kafka.")
                        && (id.getTag("partition") != null
                            || id.getTag("topic") != null
                            || TOO_FINE.stream().anyMatch(id.getName()::startsWith))));
  }
}
