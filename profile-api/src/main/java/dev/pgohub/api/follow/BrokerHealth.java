package dev.pgohub.api.follow;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Up while the broker answers, unknown while it does not: profiles are served without it, so that
 * it does not decide on the whole.
 */
public final class BrokerHealth implements HealthIndicator {

  private final TopicFollower follower;

  /** Tells what the follower sees. */
  public BrokerHealth(TopicFollower follower) {
    this.follower = follower;
  }

  @Override
  public Health health() {
    BrokerState broker = follower.broker();
    Health.Builder health = broker.connected() ? Health.up() : Health.unknown();
    health.withDetail("since", broker.since().toString());
    if (!broker.problem().isEmpty()) {
      health.withDetail("problem", broker.problem());
    }
    return health.build();
  }
}
