package dev.pgohub.benchmarks.state;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.LogDirDescription;

/**
 * Bytes of the logs of topics at a broker that has compacted nothing: what was appended.
 *
 * @param byTopic the sum over all partitions of each
 */
record TopicBytes(Map<String, Long> byTopic) {

  private static final String PREFIX = "pgohub-merger-";
  private static final String SUFFIX = "-changelog";

  /** What is there now. */
  static TopicBytes read(Admin admin) throws ExecutionException, InterruptedException {
    Map<String, Long> bytes = new TreeMap<>();
    int node = admin.describeCluster().nodes().get().iterator().next().id();
    for (Map<String, LogDirDescription> dirs :
        admin.describeLogDirs(List.of(node)).allDescriptions().get().values()) {
      for (LogDirDescription dir : dirs.values()) {
        dir.replicaInfos()
            .forEach((partition, log) -> bytes.merge(partition.topic(), log.size(), Long::sum));
      }
    }
    return new TopicBytes(bytes);
  }

  /** What came since an earlier time. */
  TopicBytes since(TopicBytes before) {
    Map<String, Long> more = new TreeMap<>();
    byTopic.forEach((topic, size) -> more.put(topic, size - before.ofTopic(topic)));
    return new TopicBytes(more);
  }

  long ofTopic(String topic) {
    return byTopic.getOrDefault(topic, 0L);
  }

  /** The stores that have a changelog. */
  List<String> stores() {
    return byTopic.keySet().stream()
        .filter(topic -> topic.startsWith(PREFIX) && topic.endsWith(SUFFIX))
        .map(topic -> topic.substring(PREFIX.length(), topic.length() - SUFFIX.length()))
        .toList();
  }

  /** Of the changelog of a store. */
  long ofStore(String store) {
    return ofTopic(PREFIX + store + SUFFIX);
  }

  /** Of all changelogs. */
  long ofAllStores() {
    return stores().stream().mapToLong(this::ofStore).sum();
  }
}
