package dev.pgohub.broker;

import java.util.concurrent.CompletableFuture;
import kafka.server.BrokerServer;
import kafka.server.ControllerServer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.server.Server;
import kafka.server.SharedServer;
import kafka.server.StandardFaultHandlerFactory;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.KRaftMetadataCache;
import org.apache.kafka.raft.QuorumConfig;
import org.apache.kafka.server.ServerSocketFactory;
import org.slf4j.LoggerFactory;

/**
 * Kafka's broker and controller in one process, put together as {@link KafkaRaftServer} does it,
 * but for the {@link PatientMetadataCache}. Not thread-safe.
 */
final class CombinedServer {

  private final BrokerServer broker;
  private final ControllerServer controller;

  CombinedServer(KafkaConfig config) {
    var directories =
        KafkaRaftServer.initializeLogDirs(
            config, LoggerFactory.getLogger(CombinedServer.class), "");
    var metaProperties = directories._1();
    var shared =
        new SharedServer(
            config,
            metaProperties,
            Time.SYSTEM,
            Server.initializeMetrics(config, Time.SYSTEM, metaProperties.clusterId().orElseThrow()),
            CompletableFuture.completedFuture(
                QuorumConfig.parseVoterConnections(config.quorumConfig().voters())),
            QuorumConfig.parseBootstrapServers(config.quorumConfig().bootstrapServers()),
            new StandardFaultHandlerFactory(),
            ServerSocketFactory.INSTANCE);
    broker = new PatientBroker(shared, config.nodeId());
    controller = new ControllerServer(shared, KafkaRaftServer.configSchema(), directories._2());
  }

  /** Returns when requests are taken. The controller is first, for the broker registers there. */
  void startup() {
    controller.startup();
    broker.startup();
    if (!(broker.metadataCache() instanceof PatientMetadataCache)) {
      throw new IllegalStateException("this version of Kafka makes its metadata cache otherwise");
    }
  }

  /** Ends both, the broker first, for it tells the controller; returns when they have ended. */
  void shutdown() {
    broker.shutdown();
    controller.shutdown();
    broker.awaitShutdown();
    controller.awaitShutdown();
  }

  private static final class PatientBroker extends BrokerServer {

    private final SharedServer shared;
    private final int id;

    PatientBroker(SharedServer shared, int id) {
      super(shared);
      this.shared = shared;
      this.id = id;
    }

    /** What the broker calls to keep the cache that it has made. */
    @Override
    public void metadataCache_$eq(KRaftMetadataCache made) {
      super.metadataCache_$eq(
          new PatientMetadataCache(id, () -> shared.raftManager().client().kraftVersion()));
    }
  }
}
