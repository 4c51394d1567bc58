package dev.pgohub.faults;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A hub of separate processes on free ports of 127.0.0.1: a broker, two mergers and an API. One
 * merger has a name that stays when it is started again, one has not. Thread-safe once it is made.
 */
final class Hub implements AutoCloseable {

  /** Every fragment counts as it is, and every change is published. */
  static final String POLICY =
      "stitch=sum;gate=always;halfLife=none;readyWeight=0;minSamples=0;minDuration=0s;"
          + "minSymbolized=0;maxIdle=1;maxAge=30d;maxSkew=2h;maxFragmentsPerInstance=1000000";

  static final String APPLICATION = "pgohub-merger";

  private static final int PARTITIONS = 4;
  private static final int STATE_MEGABYTES = 512;
  private static final int BROKER_MEGABYTES = 2048;

  private final String bootstrapServers;
  private final URI api;
  private final Child broker;
  private final List<Child> mergers;
  private final Child apiProcess;
  private final Map<Child, URI> health = new HashMap<>();
  private final SmallDisk brokerDisk;
  private final SmallDisk stateDisk;

  /**
   * A hub that does not run yet.
   *
   * @param directory of all its files
   * @param session after how long a merger that says nothing is given up
   * @param clientRate bytes a second that each client may post; 0: no limit
   * @param more settings of the API
   */
  Hub(Path directory, Duration session, String clientRate, Map<String, String> more)
      throws IOException {
    FreePorts ports = new FreePorts();
    Path logs = Files.createDirectories(directory.resolve("logs"));
    int kafka = ports.next();
    bootstrapServers = "127.0.0.1:" + kafka;
    brokerDisk = SmallDisk.create(directory.resolve("kafka"), BROKER_MEGABYTES);
    stateDisk = SmallDisk.create(directory.resolve("merger-2"), STATE_MEGABYTES);
    broker =
        new Child(
            "broker",
            "320m",
            List.of(
                "-Dlogback.configurationFile=logback-faults.xml",
                "dev.pgohub.broker.BrokerMain",
                brokerDisk.directory().resolve("data").toString(),
                Integer.toString(kafka)),
            Map.of(),
            logs.resolve("broker.log"));
    Child first = merger("merger-1", directory.resolve("merger-1"), session, ports.next(), logs);
    Child second =
        merger("merger-2", stateDisk.directory().resolve("state"), session, ports.next(), logs);
    mergers = List.of(first, second);
    int http = ports.next();
    api = URI.create("http://127.0.0.1:" + http);
    Map<String, String> settings = new HashMap<>(common());
    settings.put("DATA_DIR", directory.resolve("api").toString());
    settings.put("HTTP_PORT", Integer.toString(http));
    settings.put("CLIENT_RATE", clientRate);
    settings.put("PUBLISH_TIMEOUT", "4s");
    settings.putAll(more);
    apiProcess =
        new Child(
            "api",
            "256m",
            List.of("dev.pgohub.api.ProfileApiApplication"),
            settings,
            logs.resolve("api.log"));
  }

  private Child merger(String name, Path state, Duration session, int healthPort, Path logs) {
    Map<String, String> settings = new HashMap<>(common());
    settings.put("STATE_DIR", state.toString());
    settings.put("SESSION_TIMEOUT", session.toMillis() + "ms");
    settings.put("SETTLE_INTERVAL", "1s");
    settings.put("HEALTH_PORT", Integer.toString(healthPort));
    if (name.equals("merger-1")) {
      settings.put("GROUP_INSTANCE_ID", name);
    }
    Child merger =
        new Child(
            name,
            "256m",
            List.of("dev.pgohub.merger.MergerMain"),
            settings,
            logs.resolve(name + ".log"));
    health.put(merger, URI.create("http://127.0.0.1:" + healthPort + "/health"));
    return merger;
  }

  private Map<String, String> common() {
    return Map.of(
        "BOOTSTRAP_SERVERS", bootstrapServers,
        "PARTITIONS", Integer.toString(PARTITIONS),
        "POLICY", POLICY);
  }

  /** Starts all processes; returns before they are ready. */
  void start() throws IOException {
    for (Child child : all()) {
      child.start();
    }
  }

  String bootstrapServers() {
    return bootstrapServers;
  }

  URI api() {
    return api;
  }

  Child broker() {
    return broker;
  }

  List<Child> mergers() {
    return mergers;
  }

  Child apiProcess() {
    return apiProcess;
  }

  List<Child> all() {
    return List.of(broker, mergers.get(0), mergers.get(1), apiProcess);
  }

  /** Where the broker keeps its data. */
  SmallDisk brokerDisk() {
    return brokerDisk;
  }

  /** Where the second merger keeps its state. */
  SmallDisk stateDisk() {
    return stateDisk;
  }

  /** Whether a merger has all its tags and merges. */
  boolean isMerging(Child merger) {
    URI where = health.get(merger);
    return where != null && Http.status(where) == 200;
  }

  /** Whether the API has all that there is to serve. */
  boolean isServing() {
    return Http.status(api.resolve("/actuator/health/readiness")) == 200;
  }

  /** Ends all processes in order, the broker last. */
  @Override
  public void close() {
    apiProcess.stop();
    mergers.forEach(Child::stop);
    broker.stop();
    brokerDisk.close();
    stateDisk.close();
  }

  /** Ends all processes at once. */
  void kill() {
    all().forEach(Child::kill);
    brokerDisk.close();
    stateDisk.close();
  }
}
