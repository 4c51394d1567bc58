package dev.pgohub.api;

import dev.pgohub.api.follow.BrokerHealth;
import dev.pgohub.api.follow.MergedProfileFollower;
import dev.pgohub.api.follow.ProfilesHealth;
import dev.pgohub.api.intake.FragmentIntake;
import dev.pgohub.api.intake.FragmentPublisher;
import dev.pgohub.api.store.MergedProfileStore;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

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
