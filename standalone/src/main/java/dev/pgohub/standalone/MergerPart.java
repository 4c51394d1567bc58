package dev.pgohub.standalone;

import static java.util.stream.Collectors.toUnmodifiableMap;
import static java.util.stream.Collectors.toUnmodifiableSet;

import dev.pgohub.merger.InvalidSettingException;
import dev.pgohub.merger.Merger;
import dev.pgohub.merger.MergerSetting;
import dev.pgohub.merger.MergerSettings;
import dev.pgohub.merger.MergerStartException;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The only merger of this hub. */
record MergerPart(Merger merger) implements Part {

  /** Under this name a merger that was killed gets its partitions back without a wait. */
  private static final String INSTANCE = "standalone";

  /** The settings of the merger in the environment. */
  static Set<String> keys() {
    return Arrays.stream(MergerSetting.values())
        .map(MergerSetting::environmentName)
        .collect(toUnmodifiableSet());
  }

  static MergerSettings settings(Map<String, String> environment) throws HubStartException {
    Set<String> keys = keys();
    Map<String, String> own =
        environment.entrySet().stream()
            .filter(entry -> keys.contains(entry.getKey()))
            .collect(toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
    try {
      return MergerSettings.fromEnvironment(own);
    } catch (InvalidSettingException e) {
      throw new HubStartException(ExitCode.WRONG_SETTING, e);
    }
  }

  static MergerPart start(
      MergerSettings settings, Path stateDir, String bootstrapServers, MeterRegistry meters)
      throws HubStartException, InterruptedException {
    try {
      return new MergerPart(
          Merger.start(
              settings
                  .withBootstrapServers(bootstrapServers)
                  .withStateDir(stateDir)
                  .with(MergerSetting.KAFKA_PROPERTIES, "")
                  .with(MergerSetting.GROUP_INSTANCE_ID, INSTANCE),
              meters));
    } catch (MergerStartException | InvalidSettingException e) {
      throw new HubStartException(ExitCode.FAILURE, e);
    }
  }

  @Override
  public boolean isReady() {
    return merger.isReady();
  }

  @Override
  public Optional<String> failure() {
    return Optional.ofNullable(merger.failure().getNow(null));
  }

  @Override
  public void close() {
    merger.close();
  }

  @Override
  public String toString() {
    return "merger";
  }
}
