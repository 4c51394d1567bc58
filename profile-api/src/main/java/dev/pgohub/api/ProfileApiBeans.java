package dev.pgohub.api;

import dev.pgohub.api.control.ControlWriter;
import dev.pgohub.api.follow.BrokerHealth;
import dev.pgohub.api.follow.FragmentFlow;
import dev.pgohub.api.follow.MergerBacklog;
import dev.pgohub.api.follow.ProfilesHealth;
import dev.pgohub.api.follow.TopicFollower;
import dev.pgohub.api.intake.AgentIntake;
import dev.pgohub.api.intake.AgentLabels;
import dev.pgohub.api.intake.FragmentIntake;
import dev.pgohub.api.intake.FragmentPublisher;
import dev.pgohub.api.intake.JfrConverter;
import dev.pgohub.api.intake.TagLimit;
import dev.pgohub.api.intake.scrape.Scraper;
import dev.pgohub.api.store.ProfileStore;
import dev.pgohub.api.store.RejectionLimits;
import dev.pgohub.api.store.TagNotes;
import dev.pgohub.schemas.BrokerAccess;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.nio.file.Path;
import java.time.Clock;
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
  ProfileStore store(ProfileApiSettings settings) {
    return ProfileStore.open(
        settings.dataDir(),
        settings.storeCache().toBytes(),
        settings.storeWriteBuffers().toBytes(),
        new RejectionLimits(settings.rejectionsPerTag(), settings.rejections()));
  }

  @Bean
  TagNotes notes(ProfileStore store) {
    return store.notes();
  }

  @Bean
  FragmentFlow fragmentFlow() {
    return new FragmentFlow(Clock.systemUTC());
  }

  @Bean
  MergerBacklog backlog(ProfileApiSettings settings, FragmentFlow flow) {
    return new MergerBacklog(settings.applicationId(), settings.maxBacklog(), flow);
  }

  @Bean
  BrokerAccess broker(ProfileApiSettings settings) {
    return settings.broker();
  }

  @Bean
  TopicFollower follower(
      ProfileApiSettings settings,
      BrokerAccess broker,
      ProfileStore store,
      MergerBacklog backlog,
      MeterRegistry meters) {
    return new TopicFollower(broker, settings.partitions(), store.feed(), backlog, meters);
  }

  @Bean
  ControlWriter controls(
      ProfileApiSettings settings,
      BrokerAccess broker,
      TopicFollower follower,
      ProfileStore store) {
    return new ControlWriter(broker, settings.publishTimeout(), follower, store.feed());
  }

  @Bean
  FragmentPublisher publisher(ProfileApiSettings settings, BrokerAccess broker) {
    return new FragmentPublisher(
        broker, settings.publishTimeout(), settings.maxPostBytes().toBytes());
  }

  @Bean
  FragmentIntake intake(
      ProfileApiSettings settings,
      FragmentPublisher publisher,
      ProfileStore store,
      MergerBacklog backlog) {
    TagNotes notes = store.notes();
    return new FragmentIntake(
        settings,
        publisher,
        new TagLimit(settings.maxTags(), store::statuses, notes::hasStatus, System::nanoTime),
        backlog);
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
  WebMvcConfigurer agentCounters(RequestCounters counters) {
    return new WebMvcConfigurer() {
      @Override
      public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(counters).addPathPatterns(AgentIntake.PATHS);
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
  HealthIndicator profilesHealthIndicator(TopicFollower follower) {
    return new ProfilesHealth(follower);
  }

  @Bean
  HealthIndicator brokerHealthIndicator(TopicFollower follower) {
    return new BrokerHealth(follower);
  }

  @Bean
  MeterBinder storeMeters(ProfileStore store, TopicFollower follower, MergerBacklog backlog) {
    return registry -> {
      Gauge.builder("pgohub.store.profiles", store, ProfileStore::profiles)
          .description("Merged profiles in the local copy, of all editions")
          .register(registry);
      Gauge.builder("pgohub.store.content", store, ProfileStore::contentBytes)
          .description("Bytes of their contents")
          .baseUnit("bytes")
          .register(registry);
      Gauge.builder("pgohub.store.files", store, ProfileStore::fileBytes)
          .description("Bytes that the local copy takes on disk")
          .baseUnit("bytes")
          .register(registry);
      Gauge.builder("pgohub.store.rejections", store, ProfileStore::rejections)
          .description("Refused fragments that are remembered")
          .register(registry);
      Gauge.builder("pgohub.store.tags", store, ProfileStore::statuses)
          .description("Tags that the merger has told of")
          .register(registry);
      Gauge.builder("pgohub.merger.backlog", backlog, MergerBacklog::fragments)
          .description("Fragments at the broker that are not merged yet")
          .register(registry);
      Gauge.builder("pgohub.broker.connected", follower, f -> f.broker().connected() ? 1 : 0)
          .description("1 while the broker answers")
          .register(registry);
    };
  }
}
