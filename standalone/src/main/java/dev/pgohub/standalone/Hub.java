package dev.pgohub.standalone;

import dev.pgohub.api.ProfileApiSettings;
import dev.pgohub.merger.MergerSettings;
import dev.pgohub.publisher.PublisherSettings;
import dev.pgohub.telemetry.Meters;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.rocksdb.NativeLibraryLoader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The broker, the merger, the API and the publisher, started in that order and closed in the
 * opposite one.
 */
final class Hub implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Hub.class);
  private static final Duration READY_TIMEOUT = Duration.ofMinutes(2);

  private final PrintStream out;
  private final DataDirectory data;
  private final PrometheusMeterRegistry meters = Meters.registry();
  private final Deque<Part> parts = new ArrayDeque<>();
  private @Nullable URI url;

  private Hub(DataDirectory data, PrintStream out) {
    this.data = data;
    this.out = out;
  }

  /**
   * Starts all parts and waits until they serve. Says on {@code out} how far it is. When the ending
   * is due it stops early and returns with what is running.
   *
   * @throws HubStartException when a part does not start; nothing is left running then
   */
  static Hub start(Map<String, String> environment, Ending ending, PrintStream out)
      throws HubStartException, InterruptedException {
    EnvironmentKeys.check(environment, knownKeys());
    StandaloneSettings settings = StandaloneSettings.fromEnvironment(environment);
    MergerSettings mergerSettings = MergerPart.settings(environment);
    ProfileApiSettings apiSettings = ApiPart.checkSettings(environment);
    PublisherSettings publisherSettings =
        PublisherPart.settings(environment, apiSettings.isLocal());
    ApiPart.requireFreePort(settings);
    Hub hub = new Hub(DataDirectory.hold(settings.dataDir()), out);
    try {
      out.println("pgohub keeps its data in " + settings.dataDir());
      hub.startParts(settings, mergerSettings, publisherSettings, ending);
      return hub;
    } catch (HubStartException | InterruptedException | RuntimeException | Error e) {
      hub.close();
      throw e;
    }
  }

  private static Set<String> knownKeys() {
    Set<String> keys = new HashSet<>(StandaloneSettings.KEYS);
    keys.addAll(MergerPart.keys());
    keys.addAll(PublisherPart.keys());
    ProfileApiSettings.names().stream().map(EnvironmentKeys::ofProperty).forEach(keys::add);
    return keys;
  }

  private void startParts(
      StandaloneSettings settings,
      MergerSettings mergerSettings,
      PublisherSettings publisherSettings,
      Ending ending)
      throws HubStartException, InterruptedException {
    unpackRocksDb();
    long began = System.nanoTime();
    BrokerPart broker = push(BrokerPart.start(settings, data.kafka()));
    tell(broker, began);
    String bootstrapServers = broker.broker().bootstrapServers();
    if (ending.isDue()) {
      return;
    }
    // The API does not need the merger, so both get ready at the same time.
    began = System.nanoTime();
    MergerPart merger =
        push(MergerPart.start(mergerSettings, data.merger(), bootstrapServers, meters));
    if (ending.isDue()) {
      return;
    }
    ApiPart api = push(ApiPart.start(settings, data.api(), bootstrapServers, meters));
    url = api.url();
    for (Part part : List.of(merger, api)) {
      awaitReady(part, ending);
      tell(part, began);
    }
    if (settings.publisher() && !ending.isDue()) {
      began = System.nanoTime();
      tell(
          push(
              PublisherPart.start(
                  publisherSettings, data.publisher(), bootstrapServers, api.url(), meters)),
          began);
    }
  }

  /** Left to itself, each process that is killed would leave a library of 15 MB in /tmp. */
  private void unpackRocksDb() throws HubStartException {
    try {
      Path directory = Files.createDirectories(data.nativeLibraries());
      NativeLibraryLoader.getInstance().loadLibrary(directory.toString());
    } catch (IOException | UnsatisfiedLinkError e) {
      throw new HubStartException(
          ExitCode.FAILURE, "RocksDB's library cannot be loaded: " + e.getMessage(), e);
    }
  }

  private <P extends Part> P push(P part) {
    parts.push(part);
    return part;
  }

  private void tell(Part part, long beganNanos) {
    double seconds = (System.nanoTime() - beganNanos) / 1e9;
    out.println(String.format(Locale.ROOT, "%s (%.1f s)", part, seconds));
  }

  private static void awaitReady(Part part, Ending ending)
      throws HubStartException, InterruptedException {
    long began = System.nanoTime();
    while (!part.isReady() && !ending.isDue()) {
      Optional<String> failure = part.failure();
      if (failure.isPresent()) {
        throw new HubStartException(ExitCode.FAILURE, failure.get());
      }
      if (System.nanoTime() - began > READY_TIMEOUT.toNanos()) {
        throw new HubStartException(
            ExitCode.FAILURE, part + " is not ready after " + READY_TIMEOUT.toSeconds() + " s");
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  /** Tells the ending of a part that ended by itself. */
  void check(Ending ending) {
    for (Part part : parts) {
      Optional<String> failure = part.failure();
      failure.ifPresent(ending::failed);
    }
  }

  /** Where the API is reached on this machine. */
  URI url() {
    if (url == null) {
      throw new IllegalStateException("the API was not started");
    }
    return url;
  }

  /** Ends the parts in order; what one cannot end does not keep the others. */
  @Override
  public void close() {
    while (!parts.isEmpty()) {
      Part part = parts.pop();
      try {
        part.close();
      } catch (RuntimeException e) {
        log.warn("{} did not end in order", part, e);
      }
    }
    try {
      data.close();
    } catch (IOException e) {
      log.warn("the lock of the data directory was not given back", e);
    }
  }
}
