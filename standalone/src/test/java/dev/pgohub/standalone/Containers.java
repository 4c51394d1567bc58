package dev.pgohub.standalone;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HealthCheck;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.lifecycle.Startables;

/**
 * A broker, two mergers and an API, each in a container as {@code docker-compose.yml} runs it, of
 * images made from what was just built.
 */
final class Containers implements AutoCloseable {

  private static final String BROKER_IMAGE = "apache/kafka:4.3.1";
  private static final String JAVA_IMAGE = "eclipse-temurin:25-jre";
  private static final String TAG = "test";
  private static final String BROKER = "kafka:19092";
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final long ROOM_BYTES = 768L << 20;

  private final DockerClient docker = DockerClientFactory.lazyClient();
  private final Network network = Network.newNetwork();
  private final KafkaContainer broker =
      new KafkaContainer(BROKER_IMAGE)
          .withNetwork(network)
          .withListener(BROKER)
          // After a crash a broker waits as long as it would for another one.
          .withEnv("KAFKA_BROKER_SESSION_TIMEOUT_MS", "4000")
          .withEnv("KAFKA_BROKER_HEARTBEAT_INTERVAL_MS", "200")
          .withEnv("KAFKA_TRANSACTION_STATE_LOG_NUM_PARTITIONS", "4");
  private final GenericContainer<?> merger = merger();
  private final GenericContainer<?> otherMerger = merger();
  private final GenericContainer<?> api =
      room("api").withEnv("PGOHUB_AUTHENTICATION", "none").withExposedPorts(8080);

  /** Why there can be no containers on this machine, in a few words; empty when there can. */
  static String missing() throws IOException, InterruptedException {
    if (!succeeds("docker", "info")) {
      return "no Docker engine answers";
    }
    if (!succeeds("docker", "buildx", "version")) {
      return "Docker's buildx is not there";
    }
    for (String image : List.of(BROKER_IMAGE, JAVA_IMAGE)) {
      if (!succeeds("docker", "image", "inspect", image)
          && !succeeds("docker", "pull", "--quiet", image)) {
        return "the image " + image + " is not there and cannot be pulled";
      }
    }
    return "";
  }

  private static boolean succeeds(String... command) throws IOException, InterruptedException {
    Process process;
    try {
      process =
          new ProcessBuilder(command)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
    } catch (IOException e) {
      return false;
    }
    boolean ended = process.waitFor(3, TimeUnit.MINUTES);
    process.destroyForcibly();
    return ended && process.exitValue() == 0;
  }

  /** Makes the images and starts all of them; returns when every health check is content. */
  void start() throws IOException, InterruptedException {
    Shell.Result images = Shell.run(Shell.ROOT, Map.of(), "images", "--no-build", TAG);
    if (images.exitCode() != 0) {
      throw new IllegalStateException("no images: " + images);
    }
    broker.start();
    Startables.deepStart(merger, otherMerger, api).join();
  }

  /** Where the API is reached from this machine. */
  URI url() {
    return URI.create("http://" + api.getHost() + ":" + api.getMappedPort(8080));
  }

  /** SIGKILL for the broker, which starts again at once with what it has on disk. */
  void restartBroker() {
    docker.restartContainerCmd(broker.getContainerId()).withTimeout(0).exec();
  }

  /** SIGKILL for one of the two mergers. */
  void killMerger() {
    docker.killContainerCmd(merger.getContainerId()).exec();
  }

  /**
   * Runs the Java example under its own load, and waits for its end.
   *
   * @return what it said
   */
  String runExample(int seconds) {
    GenericContainer<?> example =
        container("example-java")
            .withEnv("PGOHUB_FIRST_WINDOW", "2s")
            .withEnv("PGOHUB_WINDOW", "2s")
            // It may have to wait for the broker.
            .withEnv("PGOHUB_CLOSE_TIMEOUT", "60s")
            .withCommand("dev.pgohub.examples.CheckoutService", "--load", Integer.toString(seconds))
            .waitingFor(Wait.forLogMessage("CaptureStats.*\\n", 1).withStartupTimeout(PATIENCE));
    try (example) {
      example.start();
      return example.getLogs();
    }
  }

  private GenericContainer<?> merger() {
    return room("merger").withEnv("PGOHUB_SESSION_TIMEOUT", "6s");
  }

  private GenericContainer<?> room(String image) {
    return container(image)
        .withEnv("PGOHUB_POLICY", HubProcess.PLAIN)
        .withEnv("PGOHUB_PARTITIONS", "4")
        .withCreateContainerCmdModifier(Containers::askOften)
        .waitingFor(Wait.forHealthcheck().withStartupTimeout(PATIENCE));
  }

  /** How it is asked stays as the image says; the rest of a start would be waiting to be asked. */
  private static void askOften(CreateContainerCmd command) {
    command.withHealthcheck(new HealthCheck().withInterval(TimeUnit.SECONDS.toNanos(1)));
  }

  private GenericContainer<?> container(String image) {
    return new GenericContainer<>("pgohub/" + image + ":" + TAG)
        .withNetwork(network)
        .withEnv("PGOHUB_BOOTSTRAP_SERVERS", BROKER)
        // They start much and run nothing for long.
        .withEnv("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1")
        .withTmpFs(Map.of("/tmp", "exec"))
        .withCreateContainerCmdModifier(
            command ->
                command
                    .getHostConfig()
                    .withReadonlyRootfs(true)
                    .withCapDrop(Capability.ALL)
                    .withMemory(ROOM_BYTES));
  }

  /** What they said, for a test that failed. */
  @Override
  public String toString() {
    StringBuilder said = new StringBuilder();
    Stream.of(broker, merger, otherMerger, api)
        .filter(GenericContainer::isCreated)
        .forEach(one -> said.append(one.getDockerImageName()).append('\n').append(one.getLogs()));
    return said.toString();
  }

  @Override
  public void close() {
    Stream.of(api, merger, otherMerger, broker).forEach(GenericContainer::stop);
    network.close();
  }
}
