package dev.pgohub.schemas;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.KafkaException;

/**
 * How the broker is reached: where it is, and what a file says about TLS, SASL and the like. It
 * holds secrets, so that its text shows the servers alone. Immutable.
 *
 * @param bootstrapServers {@code host:port}, several separated by commas
 * @param properties settings of Kafka's clients, none of which is one of ours
 */
public record BrokerAccess(String bootstrapServers, Map<String, String> properties) {

  /** Copies them. */
  public BrokerAccess {
    properties = Map.copyOf(properties);
  }

  /** A broker that asks for nothing. */
  public static BrokerAccess plain(String bootstrapServers) {
    return new BrokerAccess(bootstrapServers, Map.of());
  }

  /**
   * A broker, and the file of {@code PGOHUB_KAFKA_PROPERTIES}.
   *
   * @param file its path; empty: none
   * @throws InvalidKafkaPropertiesException when it cannot be used
   */
  public static BrokerAccess of(String bootstrapServers, String file) {
    BrokerAccess read = untried(bootstrapServers, file);
    if (!file.isBlank()) {
      KafkaPropertiesFile.tryOut(file.strip(), read.properties);
    }
    return read;
  }

  /** The same at once, without making a client to see whether it can be made. */
  public static BrokerAccess untried(String bootstrapServers, String file) {
    return new BrokerAccess(
        bootstrapServers, file.isBlank() ? Map.of() : KafkaPropertiesFile.read(file.strip()));
  }

  /** Why a client could not be made, in one line, and without what is secret. */
  public String explain(KafkaException failure) {
    return KafkaPropertiesFile.withoutSecrets(failure, properties).replaceAll("\\s+", " ");
  }

  /** Settings of a client: what was said of the broker, and ours above it. */
  public Map<String, Object> with(Map<String, Object> ours) {
    Map<String, Object> all = new HashMap<>(properties);
    all.put("bootstrap.servers", bootstrapServers);
    all.putAll(ours);
    return all;
  }

  @Override
  public String toString() {
    return bootstrapServers;
  }
}
