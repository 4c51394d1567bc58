package dev.pgohub.schemas;

import java.util.Map;

/**
 * The topics, with the settings under which they are created. Names and limits are part of the
 * wire: a topic that exists is used as it is.
 */
public enum Topic {
  /** Fragments as they are sent; key: tag, value: {@code Fragment}. Time is the broker's. */
  FRAGMENTS(
      "profile-fragments",
      Map.of(
          "cleanup.policy",
          "delete",
          "retention.ms",
          Long.toString(14L * 24 * 60 * 60 * 1000),
          "message.timestamp.type",
          "LogAppendTime",
          "max.message.bytes",
          Integer.toString(9 << 20))),
  /** Fragments that were refused; key: tag, value: {@code Rejection}. */
  REJECTIONS(
      "profile-rejections",
      Map.of(
          "cleanup.policy", "delete",
          "retention.ms", Long.toString(14L * 24 * 60 * 60 * 1000),
          "max.message.bytes", Integer.toString(10 << 20))),
  /**
   * What is served: the current generation and the merge as of now; key: {@link MergedProfileKey},
   * value: {@code MergedProfile} or a part.
   */
  MERGED(
      "merged-profiles",
      Map.of("cleanup.policy", "compact", "max.message.bytes", Integer.toString(5 << 20))),
  /** Each generation by its digest; keys and values as in {@link #MERGED}. */
  GENERATIONS(
      "profile-generations",
      Map.of("cleanup.policy", "compact", "max.message.bytes", Integer.toString(5 << 20))),
  /** What people and publishers say about tags; key: {@link ControlKey}. */
  POLICIES("profile-policies", Map.of("cleanup.policy", "compact")),
  /** What the merger knows about tags; key: tag, value: {@code TagStatus}. */
  STATUS(
      "profile-status",
      Map.of("cleanup.policy", "compact", "max.message.bytes", Integer.toString(4 << 20)));

  /** Partitions of each topic that this project creates. Fragments of a tag share one. */
  public static final int DEFAULT_PARTITIONS = 12;

  /** The most bytes that the pprof of a fragment has, as it is sent. */
  public static final int MAX_PPROF_BYTES = 8 << 20;

  /** The most bytes of profile content in one record of {@link #MERGED}. */
  public static final int MAX_PART_BYTES = 4 << 20;

  /** The most bytes of a record that a producer of ours sends: the largest topic's limit. */
  public static final int MAX_RECORD_BYTES = 10 << 20;

  private final String topicName;
  private final Map<String, String> configs;

  Topic(String topicName, Map<String, String> configs) {
    this.topicName = topicName;
    this.configs = configs;
  }

  /** The name on the broker. */
  public String topicName() {
    return topicName;
  }

  /** The topic settings under which it is created. */
  public Map<String, String> configs() {
    return configs;
  }
}
