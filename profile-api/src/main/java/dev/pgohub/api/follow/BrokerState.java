package dev.pgohub.api.follow;

import java.time.Instant;

/**
 * Whether the broker answers.
 *
 * @param connected whether it answered when it was last asked
 * @param since when that began
 * @param problem why it did not answer; empty when it did
 */
public record BrokerState(boolean connected, Instant since, String problem) {

  static BrokerState unknown() {
    return new BrokerState(false, Instant.now(), "not asked yet");
  }

  BrokerState answered() {
    return connected ? this : new BrokerState(true, Instant.now(), "");
  }

  BrokerState away(String why) {
    return new BrokerState(false, connected ? Instant.now() : since, why);
  }
}
