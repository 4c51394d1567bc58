package dev.pgohub.merger;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks every now and then at the mergers of the hub: how many threads there are, and what of the
 * topics between them was read by all and can go. What it does not learn costs time or disk, never
 * anything else. Thread-safe.
 */
final class MergerGroup implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(MergerGroup.class);

  private static final Duration GAP = Duration.ofSeconds(10);
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final String applicationId;
  private final Map<String, Object> adminConfigs;
  private final AtomicInteger threads = new AtomicInteger();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "pgohub-merger-group");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * @param ownThreads of this merger, which are there in any case
   */
  MergerGroup(String applicationId, Map<String, Object> adminConfigs, int ownThreads) {
    this.applicationId = applicationId;
    this.adminConfigs = Map.copyOf(adminConfigs);
    threads.set(ownThreads);
  }

  void start() {
    var unused =
        timer.scheduleWithFixedDelay(
            this::look, GAP.toMillis(), GAP.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** The threads of all mergers of the hub. */
  int threads() {
    return threads.get();
  }

  private void look() {
    try (Admin admin = Admin.create(adminConfigs)) {
      var group =
          admin
              .describeConsumerGroups(List.of(applicationId))
              .all()
              .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
              .get(applicationId);
      if (group != null && !group.members().isEmpty()) {
        threads.set(group.members().size());
      }
      purge(admin);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      log.debug("the mergers of the hub cannot be looked at now", e);
    }
  }

  private void purge(Admin admin) throws Exception {
    Map<TopicPartition, OffsetAndMetadata> committed =
        admin
            .listConsumerGroupOffsets(applicationId)
            .partitionsToOffsetAndMetadata()
            .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    List<String> topics = ShardTopics.names(applicationId);
    Map<TopicPartition, RecordsToDelete> read = new HashMap<>();
    committed.forEach(
        (partition, offset) -> {
          if (offset != null && offset.offset() > 0 && topics.contains(partition.topic())) {
            read.put(partition, RecordsToDelete.beforeOffset(offset.offset()));
          }
        });
    if (!read.isEmpty()) {
      admin.deleteRecords(read).all().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
