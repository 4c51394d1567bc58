package dev.pgohub.publisher;

import dev.pgohub.schemas.Topics;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits for the broker and creates the topics that are missing. */
final class BrokerTopics {

  private static final Logger log = LoggerFactory.getLogger(BrokerTopics.class);
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private BrokerTopics() {}

  /**
   * Returns when all topics are there.
   *
   * @throws PublisherStartException when the broker refuses, or does not answer within {@link
   *     PublisherSetting#BROKER_WAIT}
   */
  static void prepare(PublisherSettings settings, KafkaClients clients)
      throws PublisherStartException, InterruptedException {
    long deadline = System.nanoTime() + settings.span(PublisherSetting.BROKER_WAIT).toNanos();
    while (true) {
      try (Admin admin = clients.admin()) {
        Topics.createMissing(admin, settings.count(PublisherSetting.PARTITIONS));
        return;
      } catch (ExecutionException | KafkaException e) {
        Throwable cause =
            e instanceof ExecutionException && e.getCause() != null ? e.getCause() : e;
        String broker = "the broker at " + settings.bootstrapServers();
        if (cause instanceof AuthenticationException || cause instanceof AuthorizationException) {
          throw new PublisherStartException(
              ExitCode.NO_BROKER, broker + " refuses us: " + cause.getMessage(), cause);
        }
        long leftSeconds = (deadline - System.nanoTime()) / 1_000_000_000;
        if (leftSeconds <= 0) {
          throw new PublisherStartException(
              ExitCode.NO_BROKER, broker + " does not answer: " + cause.getMessage(), cause);
        }
        log.warn(
            "{} does not answer ({}); trying {} s more", broker, cause.getMessage(), leftSeconds);
        Thread.sleep(PAUSE.toMillis());
      }
    }
  }
}
