package dev.pgohub.publisher;

/**
 * The settings of a publisher. In the environment each is {@code PGOHUB_} and its name here. Sizes
 * are written like {@code 10MiB}, lengths of time like {@code 250ms}.
 */
public enum PublisherSetting {
  /** Where the broker is: {@code host:port}, several separated by commas. */
  BOOTSTRAP_SERVERS("localhost:9092"),
  /** A file of settings of Kafka's clients, such as those for TLS and SASL; empty: none. */
  KAFKA_PROPERTIES(""),
  /** A file of further such settings, of the publisher's clients alone; empty: none. */
  PUBLISHER_PROPERTIES(""),
  /** What the publishers of one hub have in common: their consumer group. */
  PUBLISHER_GROUP("pgohub-publisher"),
  /**
   * A name for this publisher among those of the hub that stays when it starts again; empty: none.
   * No two running publishers may share it.
   */
  GROUP_INSTANCE_ID(""),
  /** Partitions of the topics that are created because they are missing. */
  PARTITIONS(SettingKind.COUNT, "12", 1, 10_000),
  /** How long the publisher waits for the broker when it starts, before it gives up. */
  BROKER_WAIT(SettingKind.SPAN, "2m", 0, 24 * 3_600_000L),
  /** How long an orderly end may take. */
  CLOSE_TIMEOUT(SettingKind.SPAN, "20s", 100, 600_000),
  /** After how long without a sign of life another publisher takes over. */
  SESSION_TIMEOUT(SettingKind.SPAN, "10s", 1_000, 600_000),
  /** Where the API is reached, as it is written into lock files and commit messages. */
  PUBLIC_URL("http://localhost:8080"),
  /** The directory of fetched repositories, of this publisher alone. It may be lost. */
  PUBLISHER_DIR("data/publisher"),
  /** The most bytes of a fetched repository; a larger one is not published to. */
  MAX_REPOSITORY(SettingKind.SIZE, "512MiB", 64 << 10, 64L << 30),
  /** Fetched repositories that are kept; beyond, the one longest unused is deleted. */
  MAX_REPOSITORIES(SettingKind.COUNT, "16", 1, 10_000),
  /** The largest default.pgo that is committed. */
  MAX_DEFAULT_PGO(SettingKind.SIZE, "10MiB", 1 << 10, 256 << 20),
  /** Tags with a publication or a hold that are kept in mind; more are left alone. */
  MAX_PUBLICATIONS(SettingKind.COUNT, "10000", 1, 10_000_000),
  /** The name of the author of commits. */
  PUBLISH_AUTHOR("pgohub"),
  /** The e-mail address of the author of commits. */
  PUBLISH_EMAIL("pgohub@localhost"),
  /**
   * URLs of repositories that may be published to, with all below them, separated by commas; {@code
   * *}: all; empty: none.
   */
  PUBLISH_REPOSITORIES(""),
  /**
   * References to credentials that publications may use, such as {@code env:GIT_TOKEN} or {@code
   * file:/run/secrets}, with all below them, separated by commas; {@code *}: all; empty: none.
   */
  PUBLISH_CREDENTIALS(""),
  /** Whether credentials may be sent over http without TLS to other machines. */
  PUBLISH_PLAIN_HTTP(SettingKind.FLAG, "false", 0, 1),
  /** The shortest time between two commits for a tag. */
  PUBLISH_INTERVAL(SettingKind.SPAN, "10s", 0, 7 * 86_400_000L),
  /** How often one publication starts anew because the branch moved on meanwhile. */
  PUBLISH_ATTEMPTS(SettingKind.COUNT, "5", 1, 100),
  /** The pause after a publication that failed; it doubles with each failure. */
  PUBLISH_RETRY(SettingKind.SPAN, "10s", 10, 86_400_000),
  /** The longest such pause. */
  PUBLISH_RETRY_MAX(SettingKind.SPAN, "10m", 10, 7 * 86_400_000L),
  /** How long a git server may be silent. */
  GIT_TIMEOUT(SettingKind.SPAN, "30s", 1_000, 3_600_000),
  /** How long one fetch or push may take. */
  GIT_TRANSFER_TIMEOUT(SettingKind.SPAN, "10m", 1_000, 86_400_000),
  /**
   * The port, on all interfaces, on which a publisher in a process of its own answers {@code GET
   * /health} and {@code GET /metrics}; 0: none.
   */
  HEALTH_PORT(SettingKind.COUNT, "0", 0, 65_535),
  /** Lines of the log for people, {@code text}, or for programs, {@code json}. */
  LOG_FORMAT("text");

  private final SettingKind kind;
  private final String standard;
  private final long min;
  private final long max;

  PublisherSetting(String standard) {
    this(SettingKind.TEXT, standard, 0, 0);
  }

  PublisherSetting(SettingKind kind, String standard, long min, long max) {
    this.kind = kind;
    this.standard = standard;
    this.min = min;
    this.max = max;
  }

  /** Its name in the environment. */
  public String environmentName() {
    return "PGOHUB_" + name();
  }

  /** The text that holds when nothing is set. */
  public String standard() {
    return standard;
  }

  SettingKind kind() {
    return kind;
  }

  /**
   * The number that a text stands for.
   *
   * @throws InvalidSettingException when it stands for none, or for one out of range
   */
  long number(String text) {
    long number;
    try {
      number = kind.parse(text);
    } catch (NumberFormatException e) {
      throw new InvalidSettingException(
          environmentName() + " is \"" + text + "\"; it must be " + kind.description());
    }
    if (number < min || number > max) {
      throw new InvalidSettingException(
          environmentName()
              + " is "
              + text
              + "; it must be "
              + kind.show(min)
              + " to "
              + kind.show(max));
    }
    return number;
  }
}
