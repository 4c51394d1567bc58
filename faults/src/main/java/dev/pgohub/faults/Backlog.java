package dev.pgohub.faults;

import dev.pgohub.schemas.Topic;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** How many fragments the mergers have not merged yet, as the broker tells. Thread-safe. */
final class Backlog implements AutoCloseable {

  private final Admin admin;

  Backlog(Hub hub) {
    admin = Admin.create(Map.of("bootstrap.servers", hub.bootstrapServers()));
  }

  /** All that wait; a large number when the broker does not tell. */
  long fragments() {
    try {
      Map<TopicPartition, OffsetAndMetadata> merged =
          admin.listConsumerGroupOffsets(Hub.APPLICATION).partitionsToOffsetAndMetadata().get();
      Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
      merged.keySet().stream()
          .filter(partition -> partition.topic().equals(Topic.FRAGMENTS.topicName()))
          .forEach(partition -> asked.put(partition, OffsetSpec.latest()));
      long waiting = 0;
      for (var end : admin.listOffsets(asked).all().get().entrySet()) {
        OffsetAndMetadata next = merged.get(end.getKey());
        waiting += end.getValue().offset() - (next == null ? 0 : next.offset());
      }
      return waiting;
    } catch (ExecutionException e) {
      return Long.MAX_VALUE;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Long.MAX_VALUE;
    }
  }

  @Override
  public void close() {
    admin.close();
  }
}
