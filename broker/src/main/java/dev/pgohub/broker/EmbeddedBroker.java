package dev.pgohub.broker;

import java.io.IOException;
import java.net.BindException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One Kafka broker, which is its own controller, inside this process. It listens on the loopback
 * interface only. What it stores outlives it: a later broker on the same directory goes on with it,
 * after an orderly end and after a crash.
 *
 * <p>Thread-safe.
 */
public final class EmbeddedBroker implements AutoCloseable {

  /** The longest that {@link #close()} takes. */
  public static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(20);

  private static final Logger log = LoggerFactory.getLogger(EmbeddedBroker.class);
  private static final int ATTEMPTS_AT_A_FREE_PORT = 5;

  /** What its disk has left at least while a broker runs; it ends before that is used up. */
  private static final long LEAST_FREE_BYTES = 128L << 20;

  private static final Duration DISK_LOOK = Duration.ofMillis(200);

  private final KafkaInternals server;
  private final int port;
  private final CompletableFuture<String> failure;
  private final Consumer<String> endListener;
  private final DiskGuard guard;
  private final AtomicBoolean closed = new AtomicBoolean();

  private EmbeddedBroker(
      KafkaInternals server,
      int port,
      CompletableFuture<String> failure,
      Consumer<String> endListener,
      DiskGuard guard) {
    this.guard = guard;
    this.server = server;
    this.port = port;
    this.failure = failure;
    this.endListener = endListener;
  }

  /**
   * Starts a broker and returns when it takes requests: after 2 to 6 seconds.
   *
   * @throws BrokerStartException when the port is taken, the directory cannot be written or is used
   *     by another broker, or Kafka refuses to start
   */
  public static EmbeddedBroker start(BrokerSettings settings) {
    prepare(settings.dataDir());
    for (int attempt = 1; ; attempt++) {
      LoopbackPorts ports = LoopbackPorts.find(settings.port());
      try {
        return start(settings, ports);
      } catch (Throwable e) {
        if (isBindFailure(e) && attempt < ATTEMPTS_AT_A_FREE_PORT) {
          log.debug("a port was taken after it was found free, trying another", e);
          continue;
        }
        throw new BrokerStartException(explain(settings, e), e);
      }
    }
  }

  private static EmbeddedBroker start(BrokerSettings settings, LoopbackPorts ports) {
    CompletableFuture<String> failure = new CompletableFuture<>();
    Consumer<String> endListener = failure::complete;
    KafkaInternals.addEndListener(endListener);
    try {
      KafkaInternals server = KafkaInternals.start(BrokerProperties.of(settings, ports));
      Path dataDir = settings.dataDir();
      DiskGuard guard =
          DiskGuard.watch(
              () -> usableBytes(dataDir),
              LEAST_FREE_BYTES,
              DISK_LOOK,
              left -> failure.complete(nearlyFull(dataDir, left)));
      return new EmbeddedBroker(server, ports.client(), failure, endListener, guard);
    } catch (Throwable e) {
      KafkaInternals.removeEndListener(endListener);
      throw e;
    }
  }

  private static void prepare(Path dataDir) {
    try {
      Files.createDirectories(dataDir);
      Files.delete(Files.createTempFile(dataDir, "write", ".test"));
    } catch (FileAlreadyExistsException e) {
      throw new BrokerStartException("the data directory " + dataDir + " is a file", e);
    } catch (IOException e) {
      throw new BrokerStartException(
          "the data directory " + dataDir + " cannot be written: " + nameAndMessage(e), e);
    }
    long left = usableBytes(dataDir);
    if (left < LEAST_FREE_BYTES) {
      throw new BrokerStartException(nearlyFull(dataDir, left));
    }
    try {
      KafkaInternals.formatWhenNew(dataDir);
    } catch (Exception e) {
      throw new BrokerStartException(
          "the data directory " + dataDir + " cannot be prepared: " + nameAndMessage(e), e);
    }
  }

  /** What the disk of a directory has left; much when it does not tell. */
  private static long usableBytes(Path directory) {
    try {
      return Files.getFileStore(directory).getUsableSpace();
    } catch (IOException e) {
      return Long.MAX_VALUE;
    }
  }

  private static String nearlyFull(Path dataDir, long left) {
    return "the disk of the data directory "
        + dataDir
        + " is nearly full: "
        + (left >> 20)
        + " MiB are left, the Kafka broker needs "
        + (LEAST_FREE_BYTES >> 20)
        + " MiB";
  }

  /** Where clients connect: {@code host:port}. */
  public String bootstrapServers() {
    return LoopbackPorts.HOST + ":" + port;
  }

  /** The port on which clients connect. */
  public int port() {
    return port;
  }

  /**
   * Completes with a one-line reason when the broker gives up by itself, for example because its
   * disk fails or is nearly full; never completes otherwise. The broker is then of no use and
   * should be closed. Where several brokers run in one process, which of them gave up is not known:
   * all of them complete.
   */
  public CompletableFuture<String> failure() {
    return failure.copy();
  }

  /**
   * Ends the broker in order, within {@link #CLOSE_TIMEOUT}; its data stays. A second call does
   * nothing.
   */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    guard.close();
    Thread shutdown = new Thread(this::shutdown, "kafka-broker-shutdown");
    shutdown.setDaemon(true);
    shutdown.start();
    try {
      shutdown.join(CLOSE_TIMEOUT.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (shutdown.isAlive()) {
      log.warn("the Kafka broker did not end within {} s", CLOSE_TIMEOUT.toSeconds());
    }
  }

  private void shutdown() {
    try {
      server.shutdown();
    } catch (RuntimeException | Error e) {
      log.warn("the Kafka broker did not end in order: {}", nameAndMessage(e));
    } finally {
      KafkaInternals.removeEndListener(endListener);
    }
  }

  private static String explain(BrokerSettings settings, Throwable failure) {
    for (@Nullable Throwable e = failure; e != null; e = e.getCause()) {
      String message = String.valueOf(e.getMessage());
      if (message.contains("Failed to acquire lock")) {
        return "the data directory " + settings.dataDir() + " is used by another Kafka broker";
      }
      if (isBindFailure(e)) {
        return "the Kafka port " + settings.port() + " is taken: " + message;
      }
    }
    return "the Kafka broker did not start: " + nameAndMessage(failure);
  }

  private static boolean isBindFailure(Throwable failure) {
    for (@Nullable Throwable e = failure; e != null; e = e.getCause()) {
      if (e instanceof BindException) {
        return true;
      }
    }
    return false;
  }

  private static String nameAndMessage(Throwable e) {
    return (e.getClass().getSimpleName() + ": " + e.getMessage()).replaceAll("\\s+", " ");
  }
}
