package dev.pgohub.standalone;

import static java.util.stream.Collectors.toUnmodifiableMap;
import static java.util.stream.Collectors.toUnmodifiableSet;

import dev.pgohub.publisher.InvalidSettingException;
import dev.pgohub.publisher.Publisher;
import dev.pgohub.publisher.PublisherSetting;
import dev.pgohub.publisher.PublisherSettings;
import dev.pgohub.publisher.PublisherStartException;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The only publisher of this hub. */
record PublisherPart(Publisher publisher) implements Part {

  /** Under this name a publisher that was killed gets its tags back without a wait. */
  private static final String INSTANCE = "standalone";

  private static final List<PublisherSetting> ALLOWED =
      List.of(PublisherSetting.PUBLISH_REPOSITORIES, PublisherSetting.PUBLISH_CREDENTIALS);

  /** The settings of the publisher in the environment. */
  static Set<String> keys() {
    return Arrays.stream(PublisherSetting.values())
        .map(PublisherSetting::environmentName)
        .collect(toUnmodifiableSet());
  }

  /**
   * The settings.
   *
   * @param isLocal whether only who works on this machine can say where something is published:
   *     then it may be anywhere, unless it is said where
   */
  static PublisherSettings settings(Map<String, String> environment, boolean isLocal)
      throws HubStartException {
    Set<String> keys = keys();
    Map<String, String> own =
        environment.entrySet().stream()
            .filter(entry -> keys.contains(entry.getKey()))
            .collect(toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
    try {
      PublisherSettings settings = PublisherSettings.fromEnvironment(own);
      for (PublisherSetting list : ALLOWED) {
        if (isLocal && !settings.isSet(list)) {
          settings = settings.with(list, "*");
        }
      }
      return settings;
    } catch (InvalidSettingException e) {
      throw new HubStartException(ExitCode.WRONG_SETTING, e);
    }
  }

  /**
   * Starts it.
   *
   * @param url of the API, for lock files, unless another one is set
   */
  static PublisherPart start(
      PublisherSettings settings,
      Path directory,
      String bootstrapServers,
      URI url,
      MeterRegistry meters)
      throws HubStartException, InterruptedException {
    PublisherSettings own =
        settings
            .with(PublisherSetting.BOOTSTRAP_SERVERS, bootstrapServers)
            .with(PublisherSetting.KAFKA_PROPERTIES, "")
            .with(PublisherSetting.PUBLISHER_DIR, directory.toString())
            .with(PublisherSetting.GROUP_INSTANCE_ID, INSTANCE);
    try {
      return new PublisherPart(
          Publisher.start(
              settings.isSet(PublisherSetting.PUBLIC_URL)
                  ? own
                  : own.with(PublisherSetting.PUBLIC_URL, url.toString()),
              meters));
    } catch (PublisherStartException | InvalidSettingException e) {
      throw new HubStartException(ExitCode.FAILURE, e);
    }
  }

  /** Publications wait until it has its share; nobody else needs to. */
  @Override
  public boolean isReady() {
    return true;
  }

  @Override
  public Optional<String> failure() {
    return Optional.ofNullable(publisher.failure().getNow(null));
  }

  @Override
  public void close() {
    publisher.close();
  }

  @Override
  public String toString() {
    return "publisher";
  }
}
