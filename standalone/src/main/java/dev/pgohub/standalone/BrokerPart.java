package dev.pgohub.standalone;

import dev.pgohub.broker.BrokerSettings;
import dev.pgohub.broker.BrokerStartException;
import dev.pgohub.broker.EmbeddedBroker;
import java.net.BindException;
import java.nio.file.Path;
import java.util.Optional;

/** The Kafka broker. */
record BrokerPart(EmbeddedBroker broker) implements Part {

  static BrokerPart start(StandaloneSettings settings, Path dataDir) throws HubStartException {
    try {
      return new BrokerPart(
          EmbeddedBroker.start(new BrokerSettings(dataDir, settings.kafkaPort())));
    } catch (BrokerStartException e) {
      boolean portTaken = e.getCause() instanceof BindException;
      throw portTaken
          ? new HubStartException(
              ExitCode.PORT_TAKEN,
              e.getMessage() + "; set " + StandaloneSettings.KAFKA_PORT + " to another",
              e)
          : new HubStartException(ExitCode.FAILURE, e);
    }
  }

  @Override
  public boolean isReady() {
    return true;
  }

  @Override
  public Optional<String> failure() {
    return Optional.ofNullable(broker.failure().getNow(null));
  }

  @Override
  public void close() {
    broker.close();
  }

  @Override
  public String toString() {
    return "Kafka broker on localhost:" + broker.port();
  }
}
