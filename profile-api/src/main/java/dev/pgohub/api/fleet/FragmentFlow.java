package dev.pgohub.api.fleet;

import dev.pgohub.api.serve.Times;
import dev.pgohub.schemas.Topic;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the broker every few seconds how many fragments came in and how many the mergers have taken,
 * and remembers the last ten minutes of it. Thread-safe.
 */
public final class FragmentFlow implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(FragmentFlow.class);
  private static final Duration INTERVAL = Duration.ofSeconds(5);
  private static final int MOST = 120;
  private static final int TIMEOUT_MILLIS = 4_000;

  /** What the broker said at one moment, added up over partitions. */
  private record Reading(long unixMillis, long received, long taken) {}

  /**
   * What came in between two readings.
   *
   * @param time of the second one
   * @param perSecond fragments a second
   * @param lag fragments that the mergers had not taken then
   */
  public record Moment(@Nullable String time, double perSecond, long lag) {}

  private final String bootstrapServers;
  private final String group;
  private final Deque<Reading> readings = new ArrayDeque<>();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "pgohub-fleet");
            thread.setDaemon(true);
            return thread;
          });
  private @Nullable Admin admin;

  /**
   * Begins to ask.
   *
   * @param group of the mergers
   */
  public FragmentFlow(String bootstrapServers, String group) {
    this.bootstrapServers = bootstrapServers;
    this.group = group;
    clock.scheduleWithFixedDelay(
        this::look, INTERVAL.toMillis(), INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void look() {
    try {
      if (admin == null) {
        admin =
            Admin.create(
                Map.of(
                    AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                    bootstrapServers,
                    AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                    TIMEOUT_MILLIS / 2,
                    AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                    TIMEOUT_MILLIS));
      }
      Reading reading = read(admin);
      synchronized (readings) {
        readings.addLast(reading);
        while (readings.size() > MOST) {
          readings.removeFirst();
        }
      }
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      // That the broker is away is said elsewhere.
      log.debug("the broker does not say how much came in", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Reading read(Admin broker)
      throws ExecutionException, InterruptedException, TimeoutException {
    String topic = Topic.FRAGMENTS.topicName();
    TopicDescription description =
        broker
            .describeTopics(List.of(topic))
            .allTopicNames()
            .get(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)
            .get(topic);
    Map<TopicPartition, OffsetSpec> all = new HashMap<>();
    Map<TopicPartition, OffsetSpec> first = new HashMap<>();
    if (description != null) {
      description
          .partitions()
          .forEach(
              partition -> {
                var of = new TopicPartition(topic, partition.partition());
                all.put(of, OffsetSpec.latest());
                first.put(of, OffsetSpec.earliest());
              });
    }
    Map<TopicPartition, ListOffsetsResultInfo> ends =
        broker.listOffsets(all).all().get(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
    Map<TopicPartition, ListOffsetsResultInfo> begins =
        broker.listOffsets(first).all().get(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
    Map<TopicPartition, OffsetAndMetadata> committed =
        broker
            .listConsumerGroupOffsets(group)
            .partitionsToOffsetAndMetadata()
            .get(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
    long received = 0;
    long taken = 0;
    for (var end : ends.entrySet()) {
      OffsetAndMetadata of = committed.get(end.getKey());
      ListOffsetsResultInfo begin = begins.get(end.getKey());
      received += end.getValue().offset();
      // What the broker no longer keeps is behind nobody.
      taken += Math.max(of == null ? 0 : of.offset(), begin == null ? 0 : begin.offset());
    }
    return new Reading(System.currentTimeMillis(), received, taken);
  }

  /** The last ten minutes, the oldest first; a gap where the broker was away. */
  public List<Moment> moments() {
    List<Moment> moments = new ArrayList<>();
    synchronized (readings) {
      Reading before = null;
      for (Reading reading : readings) {
        if (before != null) {
          long millis = Math.max(1, reading.unixMillis - before.unixMillis);
          // A topic that was made anew begins at 0 again.
          long came = Math.max(0, reading.received - before.received);
          moments.add(
              new Moment(Times.ofMillis(reading.unixMillis), came * 1000.0 / millis, lag(reading)));
        }
        before = reading;
      }
    }
    return moments;
  }

  private static long lag(Reading reading) {
    return Math.max(0, reading.received - reading.taken);
  }

  /** Ends at once. */
  @Override
  public void close() {
    clock.shutdownNow();
    Admin open = admin;
    if (open != null) {
      open.close(Duration.ofSeconds(1));
    }
  }
}
