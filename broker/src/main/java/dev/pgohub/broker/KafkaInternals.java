package dev.pgohub.broker;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import kafka.server.KafkaConfig;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.metadata.storage.Formatter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * With {@link CombinedServer} and {@link PatientMetadataCache} all that touches what Kafka does not
 * promise to keep: its server, its formatter and its way to end a process.
 */
final class KafkaInternals {

  private static final Logger log = LoggerFactory.getLogger(KafkaInternals.class);

  private static final Set<Consumer<String>> endListeners = ConcurrentHashMap.newKeySet();

  static {
    // A broker that gives up ends its process, which is ours: tell instead.
    Exit.setHaltProcedure(KafkaInternals::ended);
    Exit.setExitProcedure(KafkaInternals::ended);
  }

  private final CombinedServer server;

  private KafkaInternals(CombinedServer server) {
    this.server = server;
  }

  /** Calls a listener with the reason, from any thread, whenever a broker here gives up. */
  static void addEndListener(Consumer<String> listener) {
    endListeners.add(listener);
  }

  static void removeEndListener(Consumer<String> listener) {
    endListeners.remove(listener);
  }

  static void formatWhenNew(Path dataDir) throws Exception {
    if (Files.exists(dataDir.resolve("meta.properties"))) {
      return;
    }
    var output = new ByteArrayOutputStream();
    new Formatter()
        .setPrintStream(new PrintStream(output, true, StandardCharsets.UTF_8))
        .setNodeId(BrokerProperties.NODE_ID)
        .setClusterId(Uuid.randomUuid().toString())
        .setDirectories(List.of(dataDir.toString()))
        .setMetadataLogDirectory(dataDir.toString())
        .setControllerListenerName(BrokerProperties.CONTROLLER_LISTENER)
        .setIgnoreFormatted(true)
        .run();
    log.debug("{}", output.toString(StandardCharsets.UTF_8).strip());
  }

  /** Returns when the broker takes requests; leaves nothing running when it throws. */
  static KafkaInternals start(Properties properties) {
    var server = new CombinedServer(KafkaConfig.fromProps(properties, false));
    try {
      server.startup();
      return new KafkaInternals(server);
    } catch (Throwable e) {
      try {
        server.shutdown();
      } catch (Throwable again) {
        e.addSuppressed(again);
      }
      throw e;
    }
  }

  void shutdown() {
    server.shutdown();
  }

  private static void ended(int status, String message) {
    String reason =
        "the Kafka broker gave up"
            + (message == null || message.isBlank() ? " (code " + status + ")" : ": " + message);
    log.error("{}", reason);
    endListeners.forEach(listener -> listener.accept(reason));
    // Callers rely on not coming back.
    throw new IllegalStateException(reason);
  }
}
