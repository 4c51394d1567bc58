package dev.pgohub.merger;

/**
 * The settings of a merger. In the environment each is {@code PGOHUB_} and its name here. Sizes are
 * written like {@code 10MiB}, lengths of time like {@code 250ms}.
 */
public enum MergerSetting {
  /** Where the broker is: {@code host:port}, several separated by commas. */
  BOOTSTRAP_SERVERS("localhost:9092"),
  /**
   * The directory of the RocksDB stores, of this merger alone. It is a copy: when it is lost, it is
   * restored from the broker.
   */
  STATE_DIR("data/merger"),
  /** What the mergers of one hub have in common: their consumer group and prefix of topics. */
  APPLICATION_ID("pgohub-merger"),
  /**
   * A name for this merger among those of the hub that stays when it starts again, so that it gets
   * its partitions back at once; empty: none. No two running mergers may share it.
   */
  GROUP_INSTANCE_ID(""),
  /**
   * A file of settings of Kafka's clients, such as those for TLS and SASL, for all that connect to
   * the broker; empty: none.
   */
  KAFKA_PROPERTIES(""),
  /** A file of further Kafka Streams settings; empty: none. */
  STREAMS_PROPERTIES(""),
  /** Partitions of the topics that are created because they are missing. */
  PARTITIONS(SettingKind.COUNT, "12", 1, 10_000),
  /** Threads that merge. More than there are partitions are idle. */
  MERGER_THREADS(SettingKind.COUNT, "1", 1, 256),
  /** Copies of the state that other mergers of the hub keep ready. */
  MERGER_STANDBYS(SettingKind.COUNT, "0", 0, 5),
  /**
   * Of a thread's time, in percent: a tag that takes more of it is hot, and its fragments are
   * spread over all threads of all mergers. 100: none is; 0: every one, which only tests want.
   */
  HOT_TAG_PERCENT(SettingKind.COUNT, "30", 0, 100),
  /** How long fragments of a hot tag are collected before they are united; at least. */
  HOT_TAG_INTERVAL(SettingKind.SPAN, "2s", 10, 60_000),
  /** How long the merger waits for the broker when it starts, before it gives up. */
  BROKER_WAIT(SettingKind.SPAN, "2m", 0, 24 * 3_600_000L),
  /** How long an orderly end may take. */
  CLOSE_TIMEOUT(SettingKind.SPAN, "20s", 100, 600_000),
  /** After how long without a sign of life another merger takes over. */
  SESSION_TIMEOUT(SettingKind.SPAN, "10s", 1_000, 600_000),
  /** The longest time until what was merged is committed and becomes visible. */
  COMMIT_INTERVAL(SettingKind.SPAN, "1s", 10, 60_000),
  /** How long the id of a fragment is remembered, so that it is not counted again. */
  FRAGMENT_ID_RETENTION(SettingKind.SPAN, "48h", 60_000, 90 * 86_400_000L),
  /** The most bytes of a profile without its gzip. */
  MAX_INFLATED_PROFILE(SettingKind.SIZE, "64MiB", 1 << 10, 1 << 30),
  /** The most samples of a profile. */
  MAX_SAMPLES(SettingKind.COUNT, "200000", 1, 100_000_000),
  /** The most frames of a stack; a deeper one loses frames at its root end. */
  MAX_STACK_DEPTH(SettingKind.COUNT, "1000", 2, 100_000),
  /** The most bytes of the name of a function or a file. */
  MAX_NAME(SettingKind.SIZE, "8KiB", 16, 64 << 10),
  /** Time between two looks at which tags are to be settled. */
  SETTLE_TICK(SettingKind.SPAN, "25ms", 1, 10_000),
  /** The shortest time between two settlings of a tag. */
  SETTLE_INTERVAL(SettingKind.SPAN, "250ms", 0, 86_400_000),
  /**
   * A tag rests at least this many times as long as its last settling took of a processor's time.
   */
  SETTLE_COST_FACTOR(SettingKind.COUNT, "10", 0, 10_000),
  /**
   * The shortest time between two merges as of now ({@code /live}) that are published of a tag that
   * has a generation.
   */
  LIVE_INTERVAL(SettingKind.SPAN, "5s", 0, 86_400_000),
  /**
   * Hours of a tag that are kept before its latest one, however narrow its window: as long as these
   * are there, a wider window brings them back.
   */
  KEPT_WINDOW(SettingKind.SPAN, "28d", 0, 36_500 * 86_400_000L),
  /**
   * How long nothing may have come of a tag until it is forgotten, with all that is published of
   * it; one that is held or stands in a repository stays.
   */
  TAG_RETENTION(SettingKind.SPAN, "400d", 86_400_000, 36_500 * 86_400_000L),
  /**
   * Heap for the hours of tags that fragments come to, with the weights of each instance, and for
   * what the hours before come to: neither need be read again when a tag is settled. About as much;
   * 0: none.
   */
  OPEN_HOURS(SettingKind.SIZE, "48MiB", 0, 1L << 40),
  /** How long settling goes on before fragments are folded again; one settling is never cut. */
  SETTLE_SLICE(SettingKind.SPAN, "100ms", 1, 60_000),
  /** Tags of a partition that are remembered in memory as waiting; more are found in the store. */
  MAX_DIRTY_TAGS(SettingKind.COUNT, "10000", 1, 10_000_000),
  /** The largest default.pgo that is published; above it the last good one stays. */
  MAX_DEFAULT_PGO(SettingKind.SIZE, "10MiB", 1 << 10, 256 << 20),
  /** The largest stacks that are published; above it they are left out. */
  MAX_STACKS(SettingKind.SIZE, "64MiB", 0, 1 << 30),
  /** Different stacks in one run of the state; more are cut at their root end, edges stay exact. */
  MAX_RUN_STACKS(SettingKind.COUNT, "20000", 100, 10_000_000),
  /** Different stacks in what is published; more are cut at their root end, edges stay exact. */
  MAX_SETTLED_STACKS(SettingKind.COUNT, "100000", 100, 10_000_000),
  /**
   * Different edges of a fragment, of what an instance sends in an hour, and of a merge, with 64
   * bytes of names for each: a fragment that has more is refused, an instance's hour is left out,
   * and of a merge the lightest edges are.
   */
  MAX_EDGES(SettingKind.COUNT, "500000", 1_000, 10_000_000),
  /** Generations that are kept of each tag and mode, besides those that are pinned or held. */
  MAX_GENERATIONS(SettingKind.COUNT, "50", 1, 10_000),
  /** The policy of tags that have none of their own, like {@code stitch=sum;minDuration=5s}. */
  POLICY(""),
  /** Memory outside the heap that all stores share for reading, index and filter blocks. */
  ROCKSDB_CACHE(SettingKind.SIZE, "128MiB", 8 << 20, 1L << 40),
  /** Of it, what all stores share for writing. */
  ROCKSDB_WRITE_BUFFERS(SettingKind.SIZE, "48MiB", 4 << 20, 1L << 39),
  /** Faults that are taken as passing within {@link #FAULT_WINDOW}; one more ends the merger. */
  MAX_FAULTS(SettingKind.COUNT, "5", 0, 1_000),
  /** See {@link #MAX_FAULTS}. */
  FAULT_WINDOW(SettingKind.SPAN, "5m", 1_000, 86_400_000),
  /**
   * The port, on all interfaces, on which a merger in a process of its own answers {@code GET
   * /health} and {@code GET /metrics}; 0: none.
   */
  HEALTH_PORT(SettingKind.COUNT, "0", 0, 65_535),
  /** Lines of the log for people, {@code text}, or for programs, {@code json}. */
  LOG_FORMAT("text");

  private final SettingKind kind;
  private final String standard;
  private final long min;
  private final long max;

  MergerSetting(String standard) {
    this(SettingKind.TEXT, standard, 0, 0);
  }

  MergerSetting(SettingKind kind, String standard, long min, long max) {
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

  /** The range and form of its values, for people. */
  public String range() {
    return kind == SettingKind.TEXT ? "text" : kind.show(min) + " to " + kind.show(max);
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
          environmentName() + " is " + text + "; it must be " + range());
    }
    return number;
  }
}
