package dev.pgohub.merger;

import dev.pgohub.schemas.Topic;
import dev.pgohub.schemas.Topics;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.streams.StreamsConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits for the broker, creates the topics that are missing, and looks at those that are there. */
final class BrokerTopics {

  private static final Logger log = LoggerFactory.getLogger(BrokerTopics.class);

  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final int REQUEST_MILLIS = 5_000;

  /**
   * What a record of ours needs around the content that is limited by us: mostly the names of
   * builds and the policies in the facts.
   */
  static final int OVERHEAD_BYTES = 512 << 10;

  private static final Map<Topic, Integer> NEEDED_BYTES =
      new EnumMap<>(
          Map.of(
              Topic.MERGED, Topic.MAX_PART_BYTES + OVERHEAD_BYTES,
              Topic.GENERATIONS, Topic.MAX_PART_BYTES + OVERHEAD_BYTES,
              Topic.REJECTIONS, Rejected.MAX_VALUE_BYTES + OVERHEAD_BYTES));

  private final MergerSettings settings;
  private final Map<String, Object> adminConfigs;

  BrokerTopics(MergerSettings settings, Properties streamsProperties) {
    this.settings = settings;
    this.adminConfigs =
        new HashMap<>(new StreamsConfig(streamsProperties).getAdminConfigs("start"));
    adminConfigs.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_MILLIS);
    adminConfigs.put(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, REQUEST_MILLIS);
  }

  /**
   * Returns when all topics are there.
   *
   * @return how many partitions the topic of fragments has
   * @throws MergerStartException when the broker does not answer within {@link
   *     MergerSetting#BROKER_WAIT}, or a topic is unfit
   */
  int prepare() throws MergerStartException, InterruptedException {
    long deadline = System.nanoTime() + settings.span(MergerSetting.BROKER_WAIT).toNanos();
    while (true) {
      try (Admin admin = Admin.create(adminConfigs)) {
        Topics.createMissing(admin, settings.partitions());
        check(admin);
        int partitions = partitions(admin);
        prepareShards(admin, partitions);
        return partitions;
      } catch (ExecutionException | KafkaException e) {
        Throwable cause =
            e instanceof ExecutionException && e.getCause() != null ? e.getCause() : e;
        String broker = "the broker at " + settings.bootstrapServers();
        if (cause instanceof AuthenticationException || cause instanceof AuthorizationException) {
          throw new MergerStartException(
              ExitCode.NO_BROKER, broker + " refuses us: " + cause.getMessage(), cause);
        }
        long leftSeconds = (deadline - System.nanoTime()) / 1_000_000_000;
        if (leftSeconds <= 0) {
          throw new MergerStartException(
              ExitCode.NO_BROKER, broker + " does not answer: " + cause.getMessage(), cause);
        }
        log.warn(
            "{} does not answer ({}); trying {} s more", broker, cause.getMessage(), leftSeconds);
        Thread.sleep(PAUSE.toMillis());
      }
    }
  }

  private void prepareShards(Admin admin, int partitions)
      throws ExecutionException, InterruptedException, MergerStartException {
    List<String> names = ShardTopics.names(settings.applicationId());
    for (String name : names) {
      try {
        admin.createTopics(List.of(ShardTopics.topic(name, partitions))).all().get();
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof TopicExistsException)) {
          throw e;
        }
      }
    }
    for (var topic : admin.describeTopics(names).allTopicNames().get().entrySet()) {
      if (topic.getValue().partitions().size() != partitions) {
        throw new MergerStartException(
            ExitCode.BAD_TOPIC,
            "the topic "
                + topic.getKey()
                + " has "
                + topic.getValue().partitions().size()
                + " partitions; it must have as many as "
                + Topic.FRAGMENTS.topicName()
                + ", "
                + partitions);
      }
    }
  }

  private static void check(Admin admin)
      throws ExecutionException, InterruptedException, MergerStartException {
    Collection<ConfigResource> resources =
        Stream.of(Topic.values()).map(BrokerTopics::resource).toList();
    Map<ConfigResource, Config> configs = admin.describeConfigs(resources).all().get();
    for (var needed : NEEDED_BYTES.entrySet()) {
      String limit = value(configs, needed.getKey(), TopicConfig.MAX_MESSAGE_BYTES_CONFIG);
      if (Long.parseLong(limit) < needed.getValue()) {
        throw new MergerStartException(
            ExitCode.BAD_TOPIC,
            "the topic "
                + needed.getKey().topicName()
                + " takes records of "
                + limit
                + " bytes (max.message.bytes); needed are "
                + needed.getValue());
      }
    }
    String time = value(configs, Topic.FRAGMENTS, TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG);
    if (!time.equals("LogAppendTime")) {
      log.warn(
          "the topic {} has the senders' time ({}), not LogAppendTime: a sender whose clock is wrong"
              + " can make the merger forget which fragments it has seen",
          Topic.FRAGMENTS.topicName(),
          time);
    }
  }

  /** What is said about a tag must come to the task that has its fragments. */
  private static int partitions(Admin admin)
      throws ExecutionException, InterruptedException, MergerStartException {
    String fragments = Topic.FRAGMENTS.topicName();
    String policies = Topic.POLICIES.topicName();
    var topics = admin.describeTopics(List.of(fragments, policies)).allTopicNames().get();
    int count = Objects.requireNonNull(topics.get(fragments)).partitions().size();
    int others = Objects.requireNonNull(topics.get(policies)).partitions().size();
    if (count != others) {
      throw new MergerStartException(
          ExitCode.BAD_TOPIC,
          "the topic "
              + fragments
              + " has "
              + count
              + " partitions, "
              + policies
              + " has "
              + others
              + "; they must have the same number");
    }
    return count;
  }

  private static ConfigResource resource(Topic topic) {
    return new ConfigResource(ConfigResource.Type.TOPIC, topic.topicName());
  }

  private static String value(Map<ConfigResource, Config> configs, Topic topic, String key) {
    Config config = configs.get(resource(topic));
    if (config == null || config.get(key) == null) {
      throw new KafkaException("the broker does not tell " + key + " of " + topic.topicName());
    }
    return String.valueOf(config.get(key).value());
  }
}
