package dev.pgohub.broker;

import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.network.ListenerName;
import org.apache.kafka.metadata.KRaftMetadataCache;
import org.apache.kafka.server.common.KRaftVersion;

/**
 * What a broker knows of topics, which tells a partition that has no leader at the moment from one
 * that does not exist.
 *
 * <p>Kafka 4.1 to 4.4 take the one for the other (KAFKA-20734): a coordinator that ends a
 * transaction then leaves out the partitions without a leader, as if they had been deleted. A
 * broker that comes back after {@code kill -9} has no leader for any of its partitions for a
 * moment, in which it ends what was open: those transactions would stay open for ever, and hold up
 * everybody who reads what is committed. Kafka up to 4.0 answered as this class does; the
 * coordinator then waits for a leader.
 *
 * <p>Thread-safe.
 */
final class PatientMetadataCache extends KRaftMetadataCache {

  PatientMetadataCache(int brokerId, Supplier<KRaftVersion> version) {
    super(brokerId, version);
  }

  @Override
  public Optional<Node> getPartitionLeaderEndpoint(
      String topic, int partition, ListenerName listener) {
    Optional<Node> leader = super.getPartitionLeaderEndpoint(topic, partition, listener);
    return leader.isEmpty() && contains(new TopicPartition(topic, partition))
        ? Optional.of(Node.noNode())
        : leader;
  }
}
