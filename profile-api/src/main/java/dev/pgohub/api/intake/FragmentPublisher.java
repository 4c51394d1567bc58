package dev.pgohub.api.intake;

import static org.apache.kafka.clients.producer.ProducerConfig.ACKS_CONFIG;
import static org.apache.kafka.clients.producer.ProducerConfig.BUFFER_MEMORY_CONFIG;
import static org.apache.kafka.clients.producer.ProducerConfig.CLIENT_ID_CONFIG;
import static org.apache.kafka.clients.producer.ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG;
import static org.apache.kafka.clients.producer.ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG;
import static org.apache.kafka.clients.producer.ProducerConfig.LINGER_MS_CONFIG;
import static org.apache.kafka.clients.producer.ProducerConfig.MAX_BLOCK_MS_CONFIG;
import static org.apache.kafka.clients.producer.ProducerConfig.MAX_REQUEST_SIZE_CONFIG;
import static org.apache.kafka.clients.producer.ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG;
import static org.apache.kafka.clients.producer.ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG;

import dev.pgohub.api.problem.HttpProblem;
import dev.pgohub.schemas.BrokerAccess;
import dev.pgohub.schemas.Topic;
import dev.pgohub.schemas.proto.Fragment;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.support.ProducerListener;

/** Publishes fragments and waits until the broker has them. Thread-safe. */
public final class FragmentPublisher implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(FragmentPublisher.class);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  private final Duration timeout;
  private final DefaultKafkaProducerFactory<byte[], byte[]> producers;
  private final KafkaTemplate<byte[], byte[]> template;

  /**
   * A publisher; it connects when it is first used.
   *
   * @param timeout the longest wait for an acknowledgement
   * @param bufferBytes of fragments on their way to the broker
   */
  public FragmentPublisher(BrokerAccess broker, Duration timeout, long bufferBytes) {
    this.timeout = timeout;
    // Half for finding the broker, half for being answered.
    int half = (int) timeout.dividedBy(2).toMillis();
    producers =
        new DefaultKafkaProducerFactory<>(
            broker.with(
                Map.ofEntries(
                    Map.entry(CLIENT_ID_CONFIG, "pgohub-profile-api"),
                    Map.entry("key.serializer", ByteArraySerializer.class),
                    Map.entry("value.serializer", ByteArraySerializer.class),
                    Map.entry(ACKS_CONFIG, "all"),
                    Map.entry(ENABLE_IDEMPOTENCE_CONFIG, true),
                    Map.entry(LINGER_MS_CONFIG, 0),
                    Map.entry(MAX_BLOCK_MS_CONFIG, half),
                    Map.entry(REQUEST_TIMEOUT_MS_CONFIG, half),
                    Map.entry(DELIVERY_TIMEOUT_MS_CONFIG, half),
                    Map.entry(RECONNECT_BACKOFF_MAX_MS_CONFIG, 1000),
                    Map.entry(BUFFER_MEMORY_CONFIG, bufferBytes),
                    // Not above the topic's limit: what passes here must not be refused there.
                    Map.entry(
                        MAX_REQUEST_SIZE_CONFIG,
                        Integer.parseInt(Topic.FRAGMENTS.configs().get("max.message.bytes"))))));
    producers.setPhysicalCloseTimeout((int) CLOSE_TIMEOUT.toSeconds());
    template = new KafkaTemplate<>(producers);
    // Failures are logged here, in one line.
    template.setProducerListener(new ProducerListener<>() {});
  }

  /**
   * Publishes a fragment. When it returns, every in-sync replica has it.
   *
   * @throws HttpProblem 503 when the broker did not acknowledge in time; it may have the fragment
   *     nevertheless, and sending it again is safe. 413 when the broker takes no record so large.
   */
  void publish(Fragment fragment) {
    byte[] key = fragment.getTag().getBytes(StandardCharsets.US_ASCII);
    var record = new ProducerRecord<>(Topic.FRAGMENTS.topicName(), key, fragment.toByteArray());
    try {
      template.send(record).get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | KafkaException | org.springframework.kafka.KafkaException e) {
      throw refused(e);
    } catch (TimeoutException e) {
      throw away();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw away();
    }
  }

  private HttpProblem refused(Exception e) {
    Throwable root = e;
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      root = cause;
      if (cause instanceof RecordTooLargeException) {
        return new HttpProblem(
            HttpStatus.CONTENT_TOO_LARGE,
            "record_too_large",
            "the broker takes no fragment so large; collect over a shorter time");
      }
    }
    log.warn("a fragment was not published: {}", root.toString());
    return away();
  }

  private HttpProblem away() {
    return new HttpProblem(
            HttpStatus.SERVICE_UNAVAILABLE,
            "broker_unavailable",
            "the broker did not acknowledge the fragment; sending it again is safe")
        .retryAfter(timeout.dividedBy(2));
  }

  @Override
  public void close() {
    producers.destroy();
  }
}
