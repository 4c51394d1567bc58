package dev.pgohub.api.control;

import com.google.protobuf.MessageLite;
import dev.pgohub.api.follow.TopicFollower;
import dev.pgohub.api.problem.HttpProblem;
import dev.pgohub.api.send.AcknowledgedProducer;
import dev.pgohub.api.store.StoreFeed;
import dev.pgohub.schemas.BrokerAccess;
import dev.pgohub.schemas.ControlKey;
import dev.pgohub.schemas.TagPartition;
import dev.pgohub.schemas.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;

/**
 * Writes what is said about tags to {@code profile-policies}, one change of a tag after the other,
 * and waits until the broker has it and the local copy shows it. Thread-safe.
 */
public final class ControlWriter implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ControlWriter.class);
  private static final long BUFFER_BYTES = 4 << 20;
  private static final int MAX_CHANGES = 16;

  private final Duration timeout;
  private final TopicFollower follower;
  private final StoreFeed feed;
  private final Semaphore changes = new Semaphore(MAX_CHANGES);
  private final ReentrantLock[] locks =
      Stream.generate(ReentrantLock::new).limit(64).toArray(ReentrantLock[]::new);
  private final AcknowledgedProducer producer;

  /**
   * A writer; it connects when it is first used.
   *
   * @param timeout the longest wait for an acknowledgement
   */
  public ControlWriter(
      BrokerAccess broker, Duration timeout, TopicFollower follower, StoreFeed feed) {
    this.timeout = timeout;
    this.follower = follower;
    this.feed = feed;
    producer =
        new AcknowledgedProducer(
            broker, "pgohub-profile-api-control", timeout, BUFFER_BYTES, Map.of());
  }

  /**
   * Makes a message from what the local copy shows, and writes it. No other change of the tag is
   * made here at the same time, and each sees what the one before wrote.
   *
   * @return what was written
   * @throws HttpProblem 503 when the broker did not acknowledge in time; it may have the change
   *     nevertheless
   */
  <T extends MessageLite> T write(ControlKey key, Supplier<T> message) {
    List<T> made = new ArrayList<>(1);
    change(
        key,
        () -> {
          made.add(message.get());
          return made.get(0);
        });
    return made.get(0);
  }

  /** Says nothing any more, as {@link #write} writes something, once a check has passed. */
  void delete(ControlKey key, Runnable check) {
    change(
        key,
        () -> {
          check.run();
          return null;
        });
  }

  private interface Change {
    @Nullable MessageLite make();
  }

  private void change(ControlKey key, Change change) {
    if (!follower.isCaughtUp()) {
      throw away("the local copy has not caught up with the broker yet");
    }
    if (!changes.tryAcquire()) {
      throw away("too many changes are being written");
    }
    ReentrantLock lock = locks[Math.floorMod(key.tag().hashCode(), locks.length)];
    try {
      if (!lock.tryLock(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
        throw away("another change of the tag is being written");
      }
      try {
        RecordMetadata written = send(key, change.make());
        if (!feed.await(Topic.POLICIES, written.partition(), written.offset(), timeout)) {
          throw away("the broker has the change, but it is not seen here yet");
        }
      } finally {
        lock.unlock();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw away("the change was interrupted");
    } finally {
      changes.release();
    }
  }

  private RecordMetadata send(ControlKey key, @Nullable MessageLite message)
      throws InterruptedException {
    String topic = Topic.POLICIES.topicName();
    try {
      // All that is said about a tag is in the partition of the tag.
      int partition = TagPartition.of(key.tag(), producer.partitions(topic));
      byte[] value = message == null ? null : message.toByteArray();
      return producer.send(new ProducerRecord<>(topic, partition, key.toBytes(), value));
    } catch (ExecutionException | KafkaException | org.springframework.kafka.KafkaException e) {
      log.warn("a change of {} was not written: {}", key.tag(), e.toString());
    } catch (TimeoutException e) {
      log.warn("a change of {} was not acknowledged within {}", key.tag(), timeout);
    }
    throw away("the broker did not acknowledge the change; sending it again is safe");
  }

  private HttpProblem away(String detail) {
    return new HttpProblem(HttpStatus.SERVICE_UNAVAILABLE, "broker_unavailable", detail)
        .retryAfter(timeout.dividedBy(2));
  }

  @Override
  public void close() {
    producer.close();
  }
}
