package dev.pgohub.api.intake;

import dev.pgohub.api.problem.HttpProblem;
import dev.pgohub.api.send.AcknowledgedProducer;
import dev.pgohub.schemas.BrokerAccess;
import dev.pgohub.schemas.Topic;
import dev.pgohub.schemas.proto.Fragment;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;

/** Publishes fragments and waits until the broker has them. Thread-safe. */
public final class FragmentPublisher implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(FragmentPublisher.class);

  private final Duration timeout;
  private final AcknowledgedProducer producer;

  /**
   * A publisher; it connects when it is first used.
   *
   * @param timeout the longest wait for an acknowledgement
   * @param bufferBytes of fragments on their way to the broker
   */
  public FragmentPublisher(BrokerAccess broker, Duration timeout, long bufferBytes) {
    this.timeout = timeout;
    // Not above the topic's limit: what passes here must not be refused there.
    int largest = Integer.parseInt(Topic.FRAGMENTS.configs().get("max.message.bytes"));
    producer =
        new AcknowledgedProducer(
            broker,
            "pgohub-profile-api",
            timeout,
            bufferBytes,
            Map.of(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, largest));
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
      producer.send(record);
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
    producer.close();
  }
}
