package dev.pgohub.publisher;

import dev.pgohub.telemetry.Health;
import dev.pgohub.telemetry.Meters;
import dev.pgohub.telemetry.OperatorEndpoint;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A publisher in a process of its own: settings from the environment, see {@link PublisherSetting};
 * ends with an {@link ExitCode}.
 */
public final class PublisherMain {

  static {
    // Before the first logger is made; whoever runs this may say otherwise.
    if (System.getProperty("logback.configurationFile") == null) {
      System.setProperty("logback.configurationFile", "logback-publisher.xml");
    }
  }

  private static final Logger log = LoggerFactory.getLogger(PublisherMain.class);

  private final AtomicReference<@Nullable Publisher> publisher = new AtomicReference<>();
  private volatile ExitCode exitCode = ExitCode.STOPPED;

  private PublisherMain() {}

  /** Runs until SIGTERM or a fault. */
  public static void main(String[] args) {
    PublisherMain main = new PublisherMain();
    Runtime.getRuntime().addShutdownHook(new Thread(main::stop, "pgohub-publisher-stop"));
    main.exitCode = main.run(System.getenv());
    System.exit(main.exitCode.code());
  }

  private ExitCode run(Map<String, String> environment) {
    try {
      PublisherSettings settings = PublisherSettings.fromEnvironment(environment);
      int healthPort = settings.count(PublisherSetting.HEALTH_PORT);
      if (healthPort == 0) {
        return publish(settings, Meters.registry());
      }
      var meters = Meters.registryOfProcess();
      try (var endpoint = OperatorEndpoint.start(healthPort, "publisher", this::health, meters)) {
        log.info("health: port {}", endpoint.port());
        return publish(settings, meters);
      }
    } catch (InvalidSettingException e) {
      log.error("{}", e.getMessage());
      return ExitCode.BAD_SETTING;
    } catch (PublisherStartException e) {
      log.error("{}", e.getMessage());
      return e.exitCode();
    } catch (IOException e) {
      log.error("PGOHUB_HEALTH_PORT cannot be used: {}", e.getMessage());
      return ExitCode.BAD_SETTING;
    } catch (InterruptedException | ExecutionException | RuntimeException e) {
      log.error("the publisher failed", e);
      return ExitCode.UNEXPECTED;
    }
  }

  private ExitCode publish(PublisherSettings settings, MeterRegistry meters)
      throws PublisherStartException, InterruptedException, ExecutionException {
    Publisher started = Publisher.start(settings, meters);
    publisher.set(started);
    log.info("the publisher runs");
    log.error("{}", started.failure().get());
    return ExitCode.FAULT;
  }

  private Health health() {
    Publisher started = publisher.get();
    boolean isUp = started != null && started.isReady();
    return new Health(isUp, isUp ? "RUNNING" : "STARTING");
  }

  /** The process would otherwise end with 143 after SIGTERM, as if it had not ended in order. */
  private void stop() {
    Publisher started = publisher.get();
    if (started != null) {
      started.close();
    }
    log.info("the publisher ended");
    Runtime.getRuntime().halt(exitCode.code());
  }
}
