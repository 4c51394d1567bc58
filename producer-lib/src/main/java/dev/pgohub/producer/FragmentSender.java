package dev.pgohub.producer;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.pgohub.schemas.Topic;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Sends fragments to Kafka, one at a time. The producer is made at the first one.
 *
 * <p>Not thread-safe. No method throws.
 */
final class FragmentSender {

  /** Names of Kafka's own threads begin so; the client id follows. */
  static final String NETWORK_THREAD_PREFIX = "kafka-producer-network-thread | ";

  /** Client ids of ours begin so. */
  static final String CLIENT_ID_PREFIX = "pgohub-producer-";

  private static final Duration ASK_AGAIN = Duration.ofMillis(100);
  private static final Duration MAX_BLOCK = Duration.ofSeconds(2);
  private static final Duration DELIVERY_TIMEOUT = Duration.ofSeconds(10);
  private static final int ENVELOPE_BYTES = 64 << 10;
  private static final int MAX_REQUEST_BYTES = Topic.MAX_PPROF_BYTES + ENVELOPE_BYTES;

  private final CaptureSettings settings;
  private final WarnOnce warnings;
  private @Nullable KafkaProducer<byte[], byte[]> producer;
  private int failuresInARow;

  /** What became of a fragment. */
  enum Outcome {
    /** The broker has it. */
    PUBLISHED,
    /** The broker will never take it. */
    REFUSED,
    /** Not now; whether the broker has it is not known. Its id keeps it from counting twice. */
    LATER
  }

  FragmentSender(CaptureSettings settings, WarnOnce warnings) {
    this.settings = settings;
    this.warnings = warnings;
  }

  /**
   * Sends a fragment and waits for the broker's answer, until no time is left. Before that, Kafka
   * may take two seconds to find the topic.
   *
   * @param nanosLeft the time left, asked every now and then
   */
  Outcome send(Fragment fragment, LongSupplier nanosLeft) {
    byte[] value = fragment.toBytes();
    if (value.length > MAX_REQUEST_BYTES) {
      warnings.warn("size", "a profile of " + value.length + " bytes is too large to publish");
      return Outcome.REFUSED;
    }
    try {
      if (producer == null && !connect()) {
        return Outcome.LATER;
      }
      byte[] key = fragment.tag().value().getBytes(US_ASCII);
      await(
          Objects.requireNonNull(producer)
              .send(new ProducerRecord<>(Topic.FRAGMENTS.topicName(), key, value)),
          nanosLeft);
      failuresInARow = 0;
      return Outcome.PUBLISHED;
    } catch (InterruptedException | InterruptException e) {
      Thread.currentThread().interrupt();
      return Outcome.LATER;
    } catch (ExecutionException | TimeoutException | RuntimeException | LinkageError e) {
      return failed(e instanceof ExecutionException && e.getCause() != null ? e.getCause() : e);
    }
  }

  /** What Kafka says of settings that it does not take may repeat secrets. */
  private boolean connect() {
    try {
      producer =
          new KafkaProducer<>(config(), new ByteArraySerializer(), new ByteArraySerializer());
      return true;
    } catch (KafkaException e) {
      warnings.warn(
          "connect", "the Kafka producer cannot be made: " + settings.broker().explain(e));
      return false;
    }
  }

  private static void await(Future<?> answer, LongSupplier nanosLeft)
      throws ExecutionException, InterruptedException, TimeoutException {
    while (true) {
      long nanos = Math.max(0, Math.min(nanosLeft.getAsLong(), ASK_AGAIN.toNanos()));
      try {
        answer.get(nanos, TimeUnit.NANOSECONDS);
        return;
      } catch (TimeoutException e) {
        if (nanosLeft.getAsLong() <= 0) {
          throw e;
        }
      }
    }
  }

  private Outcome failed(Throwable reason) {
    if (reason instanceof RecordTooLargeException) {
      warnings.warn("size", "the broker refuses a profile for its size", reason);
      return Outcome.REFUSED;
    }
    boolean passing = reason instanceof RetriableException || reason instanceof TimeoutException;
    // The first try of a busy service may be too slow; that alone is no news.
    if (!passing || ++failuresInARow > 1) {
      warnings.warn(
          "publish",
          "cannot publish to " + settings.broker() + ", will try again (said once)",
          reason);
    }
    if (!passing) {
      // Some failures leave a producer of no further use.
      close(Duration.ZERO);
    }
    return Outcome.LATER;
  }

  private Map<String, Object> config() {
    Map<String, Object> config = new HashMap<>();
    config.put(ProducerConfig.CLIENT_ID_CONFIG, CLIENT_ID_PREFIX + settings.tag());
    config.put(ProducerConfig.ACKS_CONFIG, "all");
    config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    config.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "none"); // A profile is gzip already.
    config.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_REQUEST_BYTES);
    config.put(ProducerConfig.BUFFER_MEMORY_CONFIG, MAX_REQUEST_BYTES + ENVELOPE_BYTES);
    config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, MAX_BLOCK.toMillis());
    config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
    config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) DELIVERY_TIMEOUT.toMillis());
    // Kafka warns at each try while the broker is away.
    config.put(ProducerConfig.RECONNECT_BACKOFF_MS_CONFIG, 1_000);
    config.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 30_000);
    config.put(ProducerConfig.RETRY_BACKOFF_MS_CONFIG, 500);
    config.put(ProducerConfig.METRIC_REPORTER_CLASSES_CONFIG, "");
    config.put(ProducerConfig.ENABLE_METRICS_PUSH_CONFIG, false);
    config.putAll(settings.broker().with(Map.of()));
    config.putAll(settings.overrides());
    return config;
  }

  /** Gives up what is under way and ends Kafka's thread, within about {@code timeout}. */
  void close(Duration timeout) {
    KafkaProducer<byte[], byte[]> closing = producer;
    producer = null;
    if (closing != null) {
      try {
        closing.close(timeout);
      } catch (RuntimeException e) {
        warnings.warn("close", "the Kafka producer did not end in order", e);
      }
    }
  }
}
