package dev.pgohub.api;

import dev.pgohub.api.follow.BrokerHealth;
import dev.pgohub.api.follow.MergedProfileFollower;
import dev.pgohub.api.follow.ProfilesHealth;
import dev.pgohub.api.intake.AgentIntake;
import dev.pgohub.api.intake.AgentLabels;
import dev.pgohub.api.intake.FragmentIntake;
import dev.pgohub.api.intake.FragmentPublisher;
import dev.pgohub.api.intake.JfrConverter;
import dev.pgohub.api.intake.scrape.Scraper;
import dev.pgohub.api.store.MergedProfileStore;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.nio.file.Path;
import org.springframework.boot.autoconfigure.condition.ConditionalOnExpression;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** The parts of the API and how they hang together. */
@Configuration(proxyBeanMethods = false)
class ProfileApiBeans {

  @Bean
  MergedProfileStore store(ProfileApiSettings settings) {
    return MergedProfileStore.open(
        settings.dataDir(),
        settings.storeCache().toBytes(),
        settings.storeWriteBuffers().toBytes());
  }

  @Bean
  MergedProfileFollower follower(
      ProfileApiSettings settings, MergedProfileStore store, MeterRegistry meters) {
    return new MergedProfileFollower(
        settings.bootstrapServers(), settings.partitions(), store.feed(), meters);
  }

  @Bean
  FragmentPublisher publisher(ProfileApiSettings settings) {
    return new FragmentPublisher(
        settings.bootstrapServers(), settings.publishTimeout(), settings.maxPostBytes().toBytes());
  }

  @Bean
  FragmentIntake intake(ProfileApiSettings settings, FragmentPublisher publisher) {
    return new FragmentIntake(settings, publisher);
  }

  @Bean
  AgentLabels agentLabels(ProfileApiSettings settings) {
    return new AgentLabels(
        settings.modeLabels(), settings.instanceLabels(), settings.buildLabels());
  }

  @Bean
  JfrConverter jfrConverter(ProfileApiSettings settings) {
    return new JfrConverter(settings.maxRecording().toBytes(), settings.recordingTimeout());
  }

  @Bean
  AgentIntake agentIntake(
      ProfileApiSettings settings,
      FragmentIntake intake,
      JfrConverter converter,
      MeterRegistry meters) {
    return new AgentIntake(settings, intake, converter, meters);
  }

  @Bean
  WebMvcConfigurer agentCounters(MeterRegistry meters) {
    return new WebMvcConfigurer() {
      @Override
      public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(new RequestCounters(meters)).addPathPatterns(AgentIntake.PATHS);
      }
    };
  }

  @Bean
  @ConditionalOnExpression("!'${pgohub.scrape-file:}'.isBlank()")
  Scraper scraper(ProfileApiSettings settings, FragmentIntake intake, MeterRegistry meters) {
    return new Scraper(
        intake,
        meters,
        Path.of(settings.scrapeFile()),
        settings.scrapes(),
        settings.scrapeTimeout(),
        settings.scrapeDns());
  }

  @Bean
  HealthIndicator profilesHealthIndicator(MergedProfileFollower follower) {
    return new ProfilesHealth(follower);
  }

  @Bean
  HealthIndicator brokerHealthIndicator(MergedProfileFollower follower) {
    return new BrokerHealth(follower);
  }

  @Bean
  MeterBinder storeMeters(MergedProfileStore store, MergedProfileFollower follower) {
    return registry -> {
      Gauge.builder("pgohub.store.profiles", store, MergedProfileStore::profiles)
          .description("Tags and modes that have a profile")
          .register(registry);
      Gauge.builder("pgohub.store.content", store, MergedProfileStore::contentBytes)
          .description("Bytes of all contents that are served")
          .baseUnit("bytes")
          .register(registry);
      Gauge.builder("pgohub.store.files", store, MergedProfileStore::fileBytes)
          .description("Bytes that the local copy takes on disk")
          .baseUnit("bytes")
          .register(registry);
      Gauge.builder("pgohub.broker.connected", follower, f -> f.broker().connected() ? 1 : 0)
          .description("1 while the broker answers")
          .register(registry);
    };
  }
}
