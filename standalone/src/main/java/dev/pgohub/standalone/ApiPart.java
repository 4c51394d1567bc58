package dev.pgohub.standalone;

import dev.pgohub.api.ProfileApiApplication;
import dev.pgohub.api.ProfileApiSettings;
import dev.pgohub.api.StartFailure;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** The API over HTTP. */
final class ApiPart implements Part {

  private static final Duration HEALTH_TIMEOUT = Duration.ofSeconds(5);

  private final ConfigurableApplicationContext api;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(HEALTH_TIMEOUT).build();
  private final String address;
  private final int port;

  private ApiPart(ConfigurableApplicationContext api, String address) {
    this.api = api;
    this.address = address;
    this.port = ProfileApiApplication.port(api);
  }

  static ApiPart start(
      StandaloneSettings settings,
      Path dataDir,
      String bootstrapServers,
      PrometheusMeterRegistry meters)
      throws HubStartException {
    Map<String, Object> properties =
        Map.of(
            "pgohub.bootstrap-servers", bootstrapServers,
            // The broker in this process asks for nothing.
            "pgohub.kafka-properties", "",
            "pgohub.data-dir", dataDir.toString(),
            "pgohub.http-port", settings.httpPort(),
            "pgohub.http-address", settings.httpAddress());
    try {
      return new ApiPart(ProfileApiApplication.run(properties, meters), settings.httpAddress());
    } catch (RuntimeException e) {
      StartFailure failure = StartFailure.of(e);
      throw new HubStartException(exitCode(failure), failure.line(), e);
    }
  }

  /**
   * Finds a wrong setting of the API before anything is started.
   *
   * @return the settings of the API, but for those that this process sets itself
   * @throws HubStartException when the API would refuse it
   */
  static ProfileApiSettings checkSettings(Map<String, String> environment)
      throws HubStartException {
    Map<String, Object> given = new HashMap<>(environment);
    given.remove("PGOHUB_KAFKA_PROPERTIES");
    var source =
        new SystemEnvironmentPropertySource(
            StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, given);
    try {
      ProfileApiSettings settings =
          new Binder(ConfigurationPropertySources.from(source))
              .bindOrCreate("pgohub", ProfileApiSettings.class);
      settings.requireUsableFiles();
      return settings;
    } catch (RuntimeException e) {
      StartFailure failure = StartFailure.of(e);
      throw new HubStartException(exitCode(failure), failure.line(), e);
    }
  }

  /**
   * Finds a taken port before anything is started.
   *
   * @throws HubStartException when the API could not listen
   */
  static void requireFreePort(StandaloneSettings settings) throws HubStartException {
    InetSocketAddress where = new InetSocketAddress(settings.httpAddress(), settings.httpPort());
    if (where.isUnresolved()) {
      throw new HubStartException(
          ExitCode.WRONG_SETTING,
          StandaloneSettings.HTTP_ADDRESS
              + " \""
              + settings.httpAddress()
              + "\" is no address of this machine");
    }
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(where);
    } catch (IOException e) {
      throw new HubStartException(
          ExitCode.PORT_TAKEN,
          "the HTTP port "
              + settings.httpPort()
              + " on "
              + settings.httpAddress()
              + " cannot be used ("
              + e.getMessage()
              + "); set "
              + StandaloneSettings.HTTP_PORT
              + " to another",
          e);
    }
  }

  private static ExitCode exitCode(StartFailure failure) {
    return switch (failure.exitCode()) {
      case StartFailure.BAD_SETTING -> ExitCode.WRONG_SETTING;
      case StartFailure.BAD_DATA_DIR -> ExitCode.DATA_DIR;
      case StartFailure.PORT_TAKEN -> ExitCode.PORT_TAKEN;
      default -> ExitCode.FAILURE;
    };
  }

  /** Where browsers and builds on this machine find it. */
  URI url() {
    return URI.create("http://" + host("localhost") + ":" + port);
  }

  /** Asks over HTTP: what serves others must serve us. */
  @Override
  public boolean isReady() {
    String hub = "http://" + host("127.0.0.1") + ":" + port;
    URI health = URI.create(hub + "/actuator/health/readiness");
    try {
      return http.send(
                  HttpRequest.newBuilder(health).timeout(HEALTH_TIMEOUT).build(),
                  HttpResponse.BodyHandlers.discarding())
              .statusCode()
          == 200;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public Optional<String> failure() {
    return api.isActive() ? Optional.empty() : Optional.of("the API ended");
  }

  @Override
  public void close() {
    api.close();
  }

  @Override
  public String toString() {
    return "API on " + url();
  }

  /** The address as part of a URL; for those that mean this machine, its usual name. */
  private String host(String local) {
    return switch (address) {
      case "127.0.0.1", "localhost", "0.0.0.0", "::", "::1" -> local;
      default -> address.contains(":") ? "[" + address + "]" : address;
    };
  }
}
