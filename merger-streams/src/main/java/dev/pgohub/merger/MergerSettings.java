package dev.pgohub.merger;

import dev.pgohub.pprof.ProfileLimits;
import dev.pgohub.pprof.TallyLimits;
import dev.pgohub.schemas.InvalidPolicyException;
import dev.pgohub.schemas.NearestName;
import dev.pgohub.schemas.Policy;
import dev.pgohub.telemetry.LogFormat;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The checked settings of a merger. Immutable. */
public final class MergerSettings {

  private static final String PREFIX = "PGOHUB_";

  /** Settings of the other rooms, which may stand in the same environment. */
  private static final Set<String> OF_OTHERS =
      Set.of(
          "PGOHUB_HTTP_PORT",
          "PGOHUB_HTTP_ADDRESS",
          "PGOHUB_KAFKA_PORT",
          "PGOHUB_DATA_DIR",
          "PGOHUB_AUTHENTICATION",
          "PGOHUB_TOKENS_FILE",
          "PGOHUB_TOKEN",
          "PGOHUB_URL",
          "PGOHUB_JAVA_OPTS");

  /** What Kafka Streams settings may not change, because the result would be wrong. */
  private static final Set<String> OURS = Set.of("application.id", "processing.guarantee");

  private final Map<MergerSetting, String> texts;
  private final Map<MergerSetting, Long> numbers = new EnumMap<>(MergerSetting.class);
  private final Map<String, String> overrides;

  private MergerSettings(Map<MergerSetting, String> texts, Map<String, String> overrides) {
    this.texts = texts;
    this.overrides = Map.copyOf(overrides);
    for (MergerSetting setting : MergerSetting.values()) {
      if (setting.kind() != SettingKind.TEXT) {
        numbers.put(setting, setting.number(text(setting)));
      }
    }
    requireText(MergerSetting.BOOTSTRAP_SERVERS);
    requireText(MergerSetting.STATE_DIR);
    requireText(MergerSetting.APPLICATION_ID);
    if (size(MergerSetting.ROCKSDB_WRITE_BUFFERS) > size(MergerSetting.ROCKSDB_CACHE)) {
      throw new InvalidSettingException(
          "PGOHUB_ROCKSDB_WRITE_BUFFERS is part of PGOHUB_ROCKSDB_CACHE and cannot be larger");
    }
    try {
      Policy.parse(text(MergerSetting.POLICY));
    } catch (InvalidPolicyException e) {
      throw new InvalidSettingException(
          MergerSetting.POLICY.environmentName() + ": " + e.getMessage());
    }
    try {
      LogFormat.named(text(MergerSetting.LOG_FORMAT));
    } catch (IllegalArgumentException e) {
      throw new InvalidSettingException(String.valueOf(e.getMessage()));
    }
    for (String key : overrides.keySet()) {
      if (OURS.contains(key)) {
        throw new InvalidSettingException("the Kafka Streams setting " + key + " is not yours");
      }
    }
  }

  /** The settings that hold when nothing else is said. */
  public static MergerSettings defaults() {
    return new MergerSettings(Map.of(), Map.of());
  }

  /**
   * Reads the settings from environment variables.
   *
   * @throws InvalidSettingException when a value is wrong, or a name that begins with {@code
   *     PGOHUB_} is unknown
   */
  public static MergerSettings fromEnvironment(Map<String, String> environment) {
    Map<MergerSetting, String> texts = new EnumMap<>(MergerSetting.class);
    for (MergerSetting setting : MergerSetting.values()) {
      String text = environment.get(setting.environmentName());
      if (text != null) {
        texts.put(setting, text.strip());
      }
    }
    Set<String> known = new TreeSet<>(OF_OTHERS);
    Set.of(MergerSetting.values()).forEach(setting -> known.add(setting.environmentName()));
    for (String name : new TreeSet<>(environment.keySet())) {
      if (name.startsWith(PREFIX) && !known.contains(name)) {
        throw new InvalidSettingException(
            "there is no setting " + name + "; the nearest is " + NearestName.of(name, known));
      }
    }
    return new MergerSettings(texts, Map.of());
  }

  /**
   * The same with another value of one setting.
   *
   * @throws InvalidSettingException when the value is wrong
   */
  public MergerSettings with(MergerSetting setting, String value) {
    Map<MergerSetting, String> changed = new EnumMap<>(MergerSetting.class);
    changed.putAll(texts);
    changed.put(setting, value);
    return new MergerSettings(changed, overrides);
  }

  /** The same with another broker. */
  public MergerSettings withBootstrapServers(String servers) {
    return with(MergerSetting.BOOTSTRAP_SERVERS, servers);
  }

  /** The same with another directory. */
  public MergerSettings withStateDir(Path dir) {
    return with(MergerSetting.STATE_DIR, dir.toString());
  }

  /**
   * The same with Kafka Streams settings that replace ours, for what there is no setting of our own
   * for.
   *
   * @throws InvalidSettingException when one of them would break what is counted
   */
  public MergerSettings withOverrides(Map<String, String> streamsSettings) {
    return new MergerSettings(texts, streamsSettings);
  }

  /** See {@link MergerSetting#BOOTSTRAP_SERVERS}. */
  public String bootstrapServers() {
    return text(MergerSetting.BOOTSTRAP_SERVERS);
  }

  /** See {@link MergerSetting#STATE_DIR}; absolute. */
  public Path stateDir() {
    return Path.of(text(MergerSetting.STATE_DIR)).toAbsolutePath().normalize();
  }

  /** See {@link MergerSetting#APPLICATION_ID}. */
  public String applicationId() {
    return text(MergerSetting.APPLICATION_ID);
  }

  /** See {@link MergerSetting#PARTITIONS}. */
  public int partitions() {
    return count(MergerSetting.PARTITIONS);
  }

  /** Kafka Streams settings that replace ours. */
  public Map<String, String> overrides() {
    return overrides;
  }

  String text(MergerSetting setting) {
    return texts.getOrDefault(setting, setting.standard());
  }

  /** The text, unless it is empty. */
  Optional<String> ifSet(MergerSetting setting) {
    return Optional.of(text(setting)).filter(text -> !text.isEmpty());
  }

  int count(MergerSetting setting) {
    return Math.toIntExact(size(setting));
  }

  long size(MergerSetting setting) {
    return numbers.getOrDefault(setting, 0L);
  }

  Duration span(MergerSetting setting) {
    return Duration.ofMillis(size(setting));
  }

  /** The policy of tags that have none of their own. */
  Policy policy() {
    return Policy.parse(text(MergerSetting.POLICY));
  }

  /** How much what is kept of a group of fragments may hold. */
  TallyLimits runLimits() {
    return new TallyLimits(count(MergerSetting.MAX_RUN_STACKS), count(MergerSetting.MAX_EDGES));
  }

  ProfileLimits profileLimits() {
    ProfileLimits standard = ProfileLimits.DEFAULTS;
    return new ProfileLimits(
        count(MergerSetting.MAX_INFLATED_PROFILE),
        count(MergerSetting.MAX_SAMPLES),
        count(MergerSetting.MAX_STACK_DEPTH),
        count(MergerSetting.MAX_NAME),
        standard.maxWeight(),
        standard.requireStartLines());
  }

  private void requireText(MergerSetting setting) {
    if (text(setting).isBlank()) {
      throw new InvalidSettingException(setting.environmentName() + " is empty");
    }
  }
}
