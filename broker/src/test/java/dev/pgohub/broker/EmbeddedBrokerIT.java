package dev.pgohub.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Exit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBrokerIT {

  private static final String TOPIC = "greetings";

  @TempDir Path dir;

  @Test
  void restart_onAnotherPort_keepsRecordsAndTransactions() throws Exception {
    int firstPort;
    try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerSettings.in(dir))) {
      firstPort = broker.port();
      assertThat(broker.bootstrapServers()).isEqualTo("127.0.0.1:" + firstPort);
      createTopic(broker);
      send(broker, "one");
      assertThat(read(broker, 1)).containsExactly("one");
    }
    // The old port is kept busy, so that the new one must differ.
    try (ServerSocket busy = new ServerSocket(firstPort, 1, InetAddress.getLoopbackAddress());
        EmbeddedBroker broker = EmbeddedBroker.start(BrokerSettings.in(dir))) {
      assertThat(broker.port()).isNotEqualTo(busy.getLocalPort());
      send(broker, "two");
      assertThat(read(broker, 2)).containsExactly("one", "two");
      assertThat(broker.failure()).isNotDone();
    }
  }

  @Test
  void start_inDirectoryOfRunningBroker_saysSo() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerSettings.in(dir))) {
      assertThatThrownBy(() -> EmbeddedBroker.start(BrokerSettings.in(dir)))
          .isInstanceOf(BrokerStartException.class)
          .hasMessage("the data directory " + dir + " is used by another Kafka broker");
      createTopic(broker);
      send(broker, "still here");
      assertThat(read(broker, 1)).containsExactly("still here");
    }
  }

  @Test
  void topic_unknown_isNotCreated() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerSettings.in(dir));
        Admin admin = Admin.create(client(broker))) {
      assertThatThrownBy(() -> admin.describeTopics(List.of("nobody")).allTopicNames().get())
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(UnknownTopicOrPartitionException.class);
    }
  }

  @Test
  void failure_whenKafkaHaltsTheProcess_isTold() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerSettings.in(dir))) {
      assertThatThrownBy(() -> Exit.halt(1, "all log directories failed"))
          .isInstanceOf(IllegalStateException.class);
      assertThat(broker.failure().get(10, TimeUnit.SECONDS))
          .isEqualTo("the Kafka broker gave up: all log directories failed");
    }
  }

  @Test
  void start_onTakenPort_saysWhich() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      assertThatThrownBy(() -> EmbeddedBroker.start(new BrokerSettings(dir, port)))
          .isInstanceOf(BrokerStartException.class)
          .hasMessageContaining("the Kafka port " + port + " on 127.0.0.1 is taken");
    }
  }

  @Test
  void start_whereDirectoryIsAFile_saysSo() throws Exception {
    Path file = Files.createFile(dir.resolve("file"));
    assertThatThrownBy(() -> EmbeddedBroker.start(BrokerSettings.in(file)))
        .isInstanceOf(BrokerStartException.class)
        .hasMessage("the data directory " + file + " is a file");
    assertThatThrownBy(() -> EmbeddedBroker.start(BrokerSettings.in(file.resolve("below"))))
        .isInstanceOf(BrokerStartException.class)
        .hasMessageContaining("cannot be written");
  }

  private static Map<String, Object> client(EmbeddedBroker broker) {
    return Map.of("bootstrap.servers", broker.bootstrapServers());
  }

  private static void createTopic(EmbeddedBroker broker) throws Exception {
    try (Admin admin = Admin.create(client(broker))) {
      admin
          .createTopics(List.of(new NewTopic(TOPIC, Optional.of(1), Optional.empty())))
          .all()
          .get();
    }
  }

  private static void send(EmbeddedBroker broker, String text) {
    Map<String, Object> configs =
        Map.of("bootstrap.servers", broker.bootstrapServers(), "transactional.id", "greeter");
    try (var producer =
        new KafkaProducer<>(configs, new ByteArraySerializer(), new ByteArraySerializer())) {
      producer.initTransactions();
      producer.beginTransaction();
      var unused =
          producer.send(new ProducerRecord<>(TOPIC, text.getBytes(StandardCharsets.UTF_8)));
      producer.commitTransaction();
    }
  }

  private static List<String> read(EmbeddedBroker broker, int count) {
    Map<String, Object> configs =
        Map.of(
            "bootstrap.servers",
            broker.bootstrapServers(),
            "group.id",
            "reader-" + count,
            "auto.offset.reset",
            "earliest",
            "isolation.level",
            "read_committed");
    List<String> texts = new ArrayList<>();
    try (var consumer =
        new KafkaConsumer<>(configs, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.subscribe(List.of(TOPIC));
      Instant deadline = Instant.now().plusSeconds(30);
      while (texts.size() < count && Instant.now().isBefore(deadline)) {
        consumer
            .poll(Duration.ofMillis(200))
            .forEach(record -> texts.add(new String(record.value(), StandardCharsets.UTF_8)));
      }
    }
    return texts;
  }
}
