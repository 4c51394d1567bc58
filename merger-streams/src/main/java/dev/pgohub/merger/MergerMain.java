package dev.pgohub.merger;

import dev.pgohub.telemetry.Health;
import dev.pgohub.telemetry.Meters;
import dev.pgohub.telemetry.OperatorEndpoint;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.streams.KafkaStreams;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A merger in a process of its own: settings from the environment, see {@link MergerSetting}; ends
 * with an {@link ExitCode}.
 */
public final class MergerMain {

  static {
    // Before the first logger is made; whoever runs this may say otherwise.
    if (System.getProperty("logback.configurationFile") == null) {
      System.setProperty("logback.configurationFile", "logback-merger.xml");
    }
  }

  private static final Logger log = LoggerFactory.getLogger(MergerMain.class);

  private final AtomicReference<@Nullable Merger> merger = new AtomicReference<>();
  private volatile ExitCode exitCode = ExitCode.STOPPED;

  private MergerMain() {}

  /** Runs until SIGTERM or a fault. */
  public static void main(String[] args) {
    MergerMain main = new MergerMain();
    Runtime.getRuntime().addShutdownHook(new Thread(main::stop, "pgohub-merger-stop"));
    main.exitCode = main.run(System.getenv());
    System.exit(main.exitCode.code());
  }

  private ExitCode run(Map<String, String> environment) {
    try {
      MergerSettings settings = MergerSettings.fromEnvironment(environment);
      int healthPort = settings.count(MergerSetting.HEALTH_PORT);
      if (healthPort == 0) {
        return merge(settings, Meters.registry());
      }
      var meters = Meters.registryOfProcess();
      try (var endpoint = OperatorEndpoint.start(healthPort, "merger", this::health, meters)) {
        log.info("health: port {}", endpoint.port());
        return merge(settings, meters);
      }
    } catch (InvalidSettingException e) {
      log.error("{}", e.getMessage());
      return ExitCode.BAD_SETTING;
    } catch (MergerStartException e) {
      log.error("{}", e.getMessage());
      return e.exitCode();
    } catch (IOException e) {
      log.error("PGOHUB_HEALTH_PORT cannot be used: {}", e.getMessage());
      return ExitCode.BAD_SETTING;
    } catch (InterruptedException | ExecutionException | RuntimeException e) {
      log.error("the merger failed", e);
      return ExitCode.UNEXPECTED;
    }
  }

  private ExitCode merge(MergerSettings settings, MeterRegistry meters)
      throws MergerStartException, InterruptedException, ExecutionException {
    Merger started = Merger.start(settings, meters);
    merger.set(started);
    log.error("{}", started.failure().get());
    return ExitCode.FAULT;
  }

  private Health health() {
    Merger started = merger.get();
    KafkaStreams.State state = started == null ? KafkaStreams.State.CREATED : started.state();
    return new Health(state == KafkaStreams.State.RUNNING, state.toString());
  }

  /** The process would otherwise end with 143 after SIGTERM, as if it had not ended in order. */
  private void stop() {
    Merger started = merger.get();
    if (started != null) {
      started.close();
    }
    log.info("the merger ended");
    Runtime.getRuntime().halt(exitCode.code());
  }
}
