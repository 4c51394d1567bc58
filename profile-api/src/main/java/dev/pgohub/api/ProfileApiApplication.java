package dev.pgohub.api;

import dev.pgohub.telemetry.Meters;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.logging.LoggingApplicationListener;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MapPropertySource;

/** Serves merged profiles and takes fragments over HTTP. */
@SpringBootApplication(proxyBeanMethods = false)
@EnableConfigurationProperties(ProfileApiSettings.class)
public class ProfileApiApplication {

  private static final String CONFIG_NAME = "spring.config.name";

  /**
   * Runs the API until the process is told to end. A start that fails says why in one line on the
   * error output and ends the process with a code of {@link StartFailure}.
   */
  public static void main(String[] args) {
    SpringApplication application = application();
    application.addInitializers(
        context -> SettingNames.check(context.getEnvironment().getPropertySources()));
    try {
      application.run(args);
    } catch (RuntimeException e) {
      StartFailure failure = StartFailure.of(e);
      System.err.println("pgohub profile-api cannot start: " + failure.line());
      System.exit(failure.exitCode());
    }
  }

  /**
   * Runs the API inside a process that has a life and a log of its own: it neither sets up logging,
   * nor reads configuration files of the working directory, nor ends the process. It returns when
   * HTTP is served; closing the context ends it in order, within about 30 seconds.
   *
   * @param settings by name, such as {@code pgohub.data-dir} and {@code server.port}; they win over
   *     the environment
   * @return the running API; {@link #port} tells where it listens
   * @throws RuntimeException when it cannot start; {@link StartFailure#of} explains it in one line
   */
  public static ConfigurableApplicationContext run(Map<String, Object> settings) {
    return run(settings, Meters.registry());
  }

  /**
   * The same, counting in a registry that other parts of the process may count in, too; {@code GET
   * /actuator/prometheus} shows all that is in it.
   *
   * @throws RuntimeException when it cannot start; {@link StartFailure#of} explains it in one line
   */
  public static ConfigurableApplicationContext run(
      Map<String, Object> settings, PrometheusMeterRegistry meters) {
    SpringApplication application = application();
    application.addInitializers(context -> countIn(context, meters));
    application.setListeners(
        application.getListeners().stream()
            .filter(listener -> !(listener instanceof LoggingApplicationListener))
            .toList());
    application.setRegisterShutdownHook(false);
    application.setLogStartupInfo(false);
    application.addInitializers(
        context -> SettingNames.check(List.of(new MapPropertySource("settings", settings))));
    Stream<String> own = Stream.of("--spring.config.location=classpath:/");
    Stream<String> given =
        settings.entrySet().stream()
            .map(setting -> "--" + setting.getKey() + "=" + setting.getValue());
    return application.run(Stream.concat(own, given).toArray(String[]::new));
  }

  /** The port on which a running API serves HTTP. */
  public static int port(ConfigurableApplicationContext api) {
    if (api instanceof WebServerApplicationContext web && web.getWebServer() != null) {
      return web.getWebServer().getPort();
    }
    throw new IllegalArgumentException("not a running API");
  }

  /** As definitions, so that what Spring does to its own registry is done to this one. */
  private static void countIn(
      ConfigurableApplicationContext context, PrometheusMeterRegistry meters) {
    var beans = (BeanDefinitionRegistry) context.getBeanFactory();
    beans.registerBeanDefinition(
        "hubMeters", new RootBeanDefinition(PrometheusMeterRegistry.class, () -> meters));
    beans.registerBeanDefinition(
        "hubPrometheus",
        new RootBeanDefinition(PrometheusRegistry.class, meters::getPrometheusRegistry));
  }

  private static SpringApplication application() {
    SpringApplication application = new SpringApplication(ProfileApiApplication.class);
    application.setBannerMode(Banner.Mode.OFF);
    application.setDefaultProperties(Map.of(CONFIG_NAME, "profile-api"));
    // Before anything else is started that may fail because of a bad value.
    application.addInitializers(
        context -> {
          Environment environment = context.getEnvironment();
          ProfileApiSettings settings =
              Binder.get(environment).bindOrCreate("pgohub", ProfileApiSettings.class);
          settings.requireUsableFiles();
          // Spring's own setting of the address goes before ours.
          ProfileApiSettings.requireTokens(
              environment.getProperty("server.address", settings.httpAddress()),
              settings.tokensFile(),
              settings.authentication());
        });
    return application;
  }
}
