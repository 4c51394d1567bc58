package dev.pgohub.api.follow;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Up once the local copy has caught up; what the broker does later does not change it. */
public final class ProfilesHealth implements HealthIndicator {

  private final TopicFollower follower;

  /** Tells how far the follower is. */
  public ProfilesHealth(TopicFollower follower) {
    this.follower = follower;
  }

  @Override
  public Health health() {
    Health.Builder health = follower.isCaughtUp() ? Health.up() : Health.outOfService();
    return health.withDetail("partitionsBehind", follower.partitionsBehind()).build();
  }
}
