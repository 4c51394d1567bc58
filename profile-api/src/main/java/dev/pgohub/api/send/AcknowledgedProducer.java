package dev.pgohub.api.send;

import static org.apache.kafka.clients.producer.ProducerConfig.ACKS_CONFIG;
import static org.apache.kafka.clients.producer.ProducerConfig.BUFFER_MEMORY_CONFIG;
import static org.apache.kafka.clients.producer.ProducerConfig.CLIENT_ID_CONFIG;
import static org.apache.kafka.clients.producer.ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG;
import static org.apache.kafka.clients.producer.ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG;
import static org.apache.kafka.clients.producer.ProducerConfig.LINGER_MS_CONFIG;
import static org.apache.kafka.clients.producer.ProducerConfig.MAX_BLOCK_MS_CONFIG;
import static org.apache.kafka.clients.producer.ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG;
import static org.apache.kafka.clients.producer.ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG;

import dev.pgohub.schemas.BrokerAccess;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.support.ProducerListener;

/** Sends records one by one, and waits until every in-sync replica has each. Thread-safe. */
public final class AcknowledgedProducer implements AutoCloseable {

  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  private final Duration timeout;
  private final DefaultKafkaProducerFactory<byte[], byte[]> producers;
  private final KafkaTemplate<byte[], byte[]> template;

  /**
   * A producer; it connects when it is first used.
   *
   * @param clientId how the broker names it
   * @param timeout the longest wait for an acknowledgement
   * @param bufferBytes of records on their way to the broker
   * @param others further settings of Kafka's producer
   */
  public AcknowledgedProducer(
      BrokerAccess broker,
      String clientId,
      Duration timeout,
      long bufferBytes,
      Map<String, Object> others) {
    this.timeout = timeout;
    // Half for finding the broker, half for being answered.
    int half = (int) timeout.dividedBy(2).toMillis();
    Map<String, Object> ours =
        new HashMap<>(
            Map.ofEntries(
                Map.entry(CLIENT_ID_CONFIG, clientId),
                Map.entry("key.serializer", ByteArraySerializer.class),
                Map.entry("value.serializer", ByteArraySerializer.class),
                Map.entry(ACKS_CONFIG, "all"),
                Map.entry(ENABLE_IDEMPOTENCE_CONFIG, true),
                Map.entry(LINGER_MS_CONFIG, 0),
                Map.entry(MAX_BLOCK_MS_CONFIG, half),
                Map.entry(REQUEST_TIMEOUT_MS_CONFIG, half),
                Map.entry(DELIVERY_TIMEOUT_MS_CONFIG, half),
                Map.entry(RECONNECT_BACKOFF_MAX_MS_CONFIG, 1000),
                Map.entry(BUFFER_MEMORY_CONFIG, bufferBytes)));
    ours.putAll(others);
    producers = new DefaultKafkaProducerFactory<>(broker.with(ours));
    producers.setPhysicalCloseTimeout((int) CLOSE_TIMEOUT.toSeconds());
    template = new KafkaTemplate<>(producers);
    // Failures are logged by who sends, in one line.
    template.setProducerListener(new ProducerListener<>() {});
  }

  /** How many partitions a topic has. Waits for the broker, and throws as {@link #send} does. */
  public int partitions(String topic) {
    return template.partitionsFor(topic).size();
  }

  /**
   * Sends a record.
   *
   * @return where it stands
   * @throws ExecutionException when the broker did not take it; Kafka's and Spring's own unchecked
   *     exceptions mean the same
   * @throws TimeoutException when it did not answer in time; it may have it nevertheless
   */
  public RecordMetadata send(ProducerRecord<byte[], byte[]> record)
      throws ExecutionException, InterruptedException, TimeoutException {
    return template.send(record).get(timeout.toMillis(), TimeUnit.MILLISECONDS).getRecordMetadata();
  }

  @Override
  public void close() {
    producers.destroy();
  }
}
