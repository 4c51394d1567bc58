package dev.pgohub.broker;

import java.util.Properties;

/** The Kafka settings under which one broker alone serves one machine. */
final class BrokerProperties {

  static final int NODE_ID = 1;
  static final String CONTROLLER_LISTENER = "CONTROLLER";
  private static final String PLAINTEXT = "PLAINTEXT";

  /** Above the largest limit of our topics, 10 MiB, so that the topic's limit decides. */
  private static final int MAX_MESSAGE_BYTES = 11 << 20;

  private BrokerProperties() {}

  static Properties of(BrokerSettings settings, LoopbackPorts ports) {
    Properties properties = new Properties();
    BrokerSecurity security = settings.security();
    String clients = security == null ? PLAINTEXT : SecurityProperties.CLIENTS;
    String controller = security == null ? PLAINTEXT : SecurityProperties.CONTROLLER;
    String listener = clients + "://" + LoopbackPorts.HOST + ":" + ports.client();
    properties.put("process.roles", "broker,controller");
    properties.put("node.id", Integer.toString(NODE_ID));
    properties.put("log.dirs", settings.dataDir().toString());
    properties.put(
        "listeners",
        listener
            + ","
            + CONTROLLER_LISTENER
            + "://"
            + LoopbackPorts.HOST
            + ":"
            + ports.controller());
    properties.put("advertised.listeners", listener);
    properties.put("controller.listener.names", CONTROLLER_LISTENER);
    properties.put(
        "listener.security.protocol.map",
        clients + ":" + clients + "," + CONTROLLER_LISTENER + ":" + controller);
    // A static voter, unlike a dynamic one, may have another port at each start.
    properties.put(
        "controller.quorum.voters", NODE_ID + "@" + LoopbackPorts.HOST + ":" + ports.controller());
    startQuickly(properties);
    standAlone(properties);
    staySmall(properties);
    if (security != null) {
      SecurityProperties.put(properties, security);
    }
    properties.putAll(settings.overrides());
    return properties;
  }

  /** Waits that serve clusters only: an election has one voter, a group no one to wait for. */
  private static void startQuickly(Properties properties) {
    // After a crash a start waits this long; a machine that stalls for longer fences its own
    // broker.
    properties.put("broker.session.timeout.ms", "4000");
    properties.put("broker.heartbeat.interval.ms", "200");
    properties.put("controller.quorum.election.timeout.ms", "200");
    properties.put("controller.quorum.election.backoff.max.ms", "100");
    properties.put("controller.quorum.fetch.timeout.ms", "500");
    properties.put("group.initial.rebalance.delay.ms", "0");
    properties.put("group.min.session.timeout.ms", "1000");
    properties.put("transaction.abort.timed.out.transaction.cleanup.interval.ms", "2000");
  }

  private static void standAlone(Properties properties) {
    properties.put("auto.create.topics.enable", "false");
    properties.put("default.replication.factor", "1");
    properties.put("min.insync.replicas", "1");
    properties.put("offsets.topic.replication.factor", "1");
    properties.put("offsets.topic.num.partitions", "4");
    properties.put("transaction.state.log.replication.factor", "1");
    properties.put("transaction.state.log.min.isr", "1");
    properties.put("transaction.state.log.num.partitions", "4");
    properties.put("share.coordinator.state.topic.replication.factor", "1");
    properties.put("share.coordinator.state.topic.min.isr", "1");
    properties.put("share.coordinator.state.topic.num.partitions", "1");
    properties.put("message.max.bytes", Integer.toString(MAX_MESSAGE_BYTES));
    properties.put("replica.fetch.max.bytes", Integer.toString(MAX_MESSAGE_BYTES));
    // Longer than fragments are kept: a merger that was away this long finds no old ones to
    // recount.
    properties.put("offsets.retention.minutes", Integer.toString(15 * 24 * 60));
    // No replica has a copy, so a power cut may cost a second of records, not half an hour.
    properties.put("log.flush.interval.ms", "1000");
    properties.put("log.flush.scheduler.interval.ms", "500");
  }

  private static void staySmall(Properties properties) {
    properties.put("num.network.threads", "2");
    properties.put("num.io.threads", "4");
    properties.put("background.threads", "2");
    properties.put("group.coordinator.threads", "1");
    properties.put("log.cleaner.dedupe.buffer.size", Integer.toString(8 << 20));
    properties.put("log.index.size.max.bytes", Integer.toString(1 << 20));
    properties.put("log.segment.bytes", Integer.toString(256 << 20));
    properties.put("metadata.log.segment.bytes", Integer.toString(32 << 20));
    properties.put("metadata.max.retention.bytes", Integer.toString(64 << 20));
    properties.put("metric.reporters", "");
  }
}
