package dev.pgohub.api.follow;

import dev.pgohub.api.store.StoreFeed;
import dev.pgohub.schemas.BrokerAccess;
import dev.pgohub.schemas.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Keeps the local copy up with the topics, whatever the broker does: it waits for a broker that is
 * away, creates missing topics, and looks every few seconds whether the topics are still those that
 * it reads. Thread-safe.
 */
public final class TopicFollower implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(TopicFollower.class);
  private static final Duration LOOK_INTERVAL = Duration.ofSeconds(2);
  private static final Duration RETRY_INTERVAL = Duration.ofMillis(500);
  private static final Duration ADMIN_TIMEOUT = Duration.ofSeconds(4);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);

  private final BrokerAccess access;
  private final int partitions;
  private final StoreFeed feed;
  private final MergerBacklog backlog;
  private final MeterRegistry meters;
  private volatile BrokerState broker = BrokerState.unknown();
  private volatile boolean caughtUp;
  private volatile @Nullable Thread thread;
  private volatile @Nullable Feeding feeding;

  /**
   * Prepares to follow.
   *
   * @param partitions with which missing topics are created
   * @param backlog that looks each time
   */
  public TopicFollower(
      BrokerAccess access,
      int partitions,
      StoreFeed feed,
      MergerBacklog backlog,
      MeterRegistry meters) {
    this.access = access;
    this.partitions = partitions;
    this.feed = feed;
    this.backlog = backlog;
    this.meters = meters;
  }

  /**
   * Whether the copy has once reached the ends that the topics had when this process first saw it.
   * It stays true when the broker goes away.
   */
  public boolean isCaughtUp() {
    return caughtUp;
  }

  /** How many partitions are still being read to the end that they had at the start. */
  public int partitionsBehind() {
    Feeding current = feeding;
    return current == null ? 0 : current.partitionsBehind();
  }

  /** Whether the broker answers. */
  public BrokerState broker() {
    return broker;
  }

  @Override
  public void start() {
    Thread started = new Thread(this::follow, "pgohub-follow");
    started.setDaemon(true);
    thread = started;
    started.start();
  }

  @Override
  public boolean isRunning() {
    return thread != null;
  }

  /** Before the web server ends, so that what is served stops changing first. */
  @Override
  public int getPhase() {
    return DEFAULT_PHASE;
  }

  @Override
  public void stop() {
    Thread stopped = thread;
    thread = null;
    if (stopped != null) {
      stopped.interrupt();
      try {
        stopped.join(STOP_TIMEOUT.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private boolean isStopped() {
    return thread != Thread.currentThread();
  }

  private void follow() {
    try {
      while (!isStopped()) {
        Admin admin = Admin.create(admin());
        try {
          follow(admin);
        } catch (ExecutionException | KafkaException e) {
          away(e);
        } catch (RuntimeException e) {
          log.error("following the topics failed, starting again", e);
        } finally {
          // Nobody waits for what was asked of a broker that does not answer.
          admin.close(Duration.ZERO);
        }
        Thread.sleep(RETRY_INTERVAL.toMillis());
      }
    } catch (InterruptedException e) {
      log.debug("told to stop");
    } finally {
      // An interrupted thread could not wait for the end of what it started.
      boolean interrupted = Thread.interrupted();
      endFeeding();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void follow(Admin admin) throws ExecutionException, InterruptedException {
    Topics.createMissing(admin, partitions);
    while (!isStopped()) {
      FollowedTopics topics = FollowedTopics.find(admin, partitions);
      Feeding current = feeding;
      if (current == null || !current.isRunning() || !current.topics().equals(topics)) {
        feed(admin, topics);
      }
      answered();
      backlog.look(admin);
      Thread.sleep(LOOK_INTERVAL.toMillis());
    }
  }

  private void feed(Admin admin, FollowedTopics topics)
      throws ExecutionException, InterruptedException {
    endFeeding();
    var begins = topics.begins(admin);
    var ends = topics.ends(admin);
    topics.origins().forEach(feed::follow);
    ends.forEach(this::requireNotBeyond);
    // What is older than the broker keeps is gone for us, too.
    begins.replaceAll((partition, first) -> Math.max(first, nextOffset(partition)));
    Feeding next = new Feeding(access, topics, begins, ends, feed, meters, this::reachedEnd);
    next.start();
    feeding = next;
  }

  private long nextOffset(TopicPartition partition) {
    return feed.nextOffset(FollowedTopics.named(partition.topic()), partition.partition());
  }

  private void requireNotBeyond(TopicPartition partition, long end) {
    if (nextOffset(partition) > end) {
      feed.rebuild(
          FollowedTopics.named(partition.topic()),
          "the broker does not have the offsets of the local copy");
    }
  }

  private void reachedEnd() {
    feed.finishRebuild();
    if (!caughtUp) {
      log.info("the local copy has caught up with the topics");
    }
    caughtUp = true;
  }

  private void endFeeding() {
    Feeding current = feeding;
    feeding = null;
    if (current != null) {
      current.close();
    }
  }

  private void answered() {
    if (!broker.connected()) {
      log.info("the broker {} answers", access);
    }
    broker = broker.answered();
  }

  private void away(Exception e) {
    Throwable cause = e instanceof ExecutionException && e.getCause() != null ? e.getCause() : e;
    if (broker.connected() || broker.problem().isEmpty()) {
      log.warn("the broker {} does not answer: {}", access, cause.toString());
    }
    broker = broker.away(cause.toString());
  }

  private Map<String, Object> admin() {
    return access.with(
        Map.of(
            AdminClientConfig.CLIENT_ID_CONFIG,
            "pgohub-profile-api-admin",
            AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
            (int) ADMIN_TIMEOUT.toMillis(),
            AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
            (int) ADMIN_TIMEOUT.toMillis(),
            AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
            2000));
  }
}
