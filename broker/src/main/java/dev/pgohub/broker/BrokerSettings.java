package dev.pgohub.broker;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How an {@link EmbeddedBroker} runs.
 *
 * @param dataDir where topics and metadata are kept; created when missing. At most one broker uses
 *     a directory at a time.
 * @param port on which clients connect, on the loopback interface, 1 to 65535; 0 takes a free one.
 *     It may differ between starts on the same directory.
 * @param overrides broker settings of Kafka that replace ours, such as {@code log.retention.bytes};
 *     for what this project has no setting of its own
 * @param security who may connect; null: every program on this machine, and it may do everything
 */
public record BrokerSettings(
    Path dataDir, int port, Map<String, String> overrides, @Nullable BrokerSecurity security) {

  public BrokerSettings {
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException("the Kafka port must be 0 to 65535, not " + port);
    }
    dataDir = dataDir.toAbsolutePath().normalize();
    overrides = Map.copyOf(overrides);
  }

  public BrokerSettings(Path dataDir, int port, Map<String, String> overrides) {
    this(dataDir, port, overrides, null);
  }

  public BrokerSettings(Path dataDir, int port) {
    this(dataDir, port, Map.of());
  }

  /** A broker on a free port. */
  public static BrokerSettings in(Path dataDir) {
    return new BrokerSettings(dataDir, 0);
  }

  /** The same, letting in only those. */
  public BrokerSettings with(BrokerSecurity onlyThose) {
    return new BrokerSettings(dataDir, port, overrides, onlyThose);
  }
}
