package dev.pgohub.schemas;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;

/**
 * Reads a file of settings of Kafka's clients and checks it: that Kafka knows each name, that none
 * is one that this project decides on, and that a client can be made of them, with their key stores
 * and their logins.
 */
final class KafkaPropertiesFile {

  private static final String SETTING = "PGOHUB_KAFKA_PROPERTIES: ";
  private static final int MAX_BYTES = 1 << 20;

  /** Where nobody listens: whether the broker answers is another question. */
  private static final String NOWHERE = "127.0.0.1:1";

  /** With other values than ours something would be lost, count twice, or be seen too early. */
  private static final Set<String> OURS =
      Set.of(
          "acks",
          "allow.auto.create.topics",
          "auto.offset.reset",
          "bootstrap.servers",
          "client.id",
          "enable.auto.commit",
          "enable.idempotence",
          "group.id",
          "group.instance.id",
          "isolation.level",
          "key.deserializer",
          "key.serializer",
          "max.request.size",
          "transactional.id",
          "value.deserializer",
          "value.serializer");

  private KafkaPropertiesFile() {}

  /** Reads it and checks the names. */
  static Map<String, String> read(String file) {
    Map<String, String> read = new TreeMap<>();
    Properties properties = load(file);
    for (String name : properties.stringPropertyNames()) {
      read.put(name, properties.getProperty(name).strip());
    }
    Set<String> known = known();
    for (String name : read.keySet()) {
      if (OURS.contains(name)) {
        throw bad(file, name + " is not yours to set");
      }
      if (!known.contains(name)) {
        throw bad(
            file,
            "Kafka's clients have no " + name + "; the nearest is " + NearestName.of(name, known));
      }
    }
    return read;
  }

  private static Set<String> known() {
    Set<String> known = new TreeSet<>(ProducerConfig.configNames());
    known.addAll(ConsumerConfig.configNames());
    known.addAll(AdminClientConfig.configNames());
    known.removeAll(OURS);
    return known;
  }

  private static Properties load(String file) {
    Properties properties = new Properties();
    try (InputStream in = Files.newInputStream(Path.of(file))) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw bad(file, "it has more than " + MAX_BYTES + " bytes");
      }
      properties.load(new StringReader(new String(bytes, StandardCharsets.UTF_8)));
      return properties;
    } catch (IOException | InvalidPathException e) {
      throw bad(file, "it cannot be read: " + e);
    } catch (InvalidKafkaPropertiesException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw bad(file, "it has an escape that is none");
    }
  }

  /** Makes a client, with its key stores and its logins, and ends it. */
  static void tryOut(String file, Map<String, String> read) {
    Map<String, Object> configs = new HashMap<>(read);
    configs.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, NOWHERE);
    try {
      Admin.create(configs).close(Duration.ZERO);
    } catch (KafkaException | IllegalArgumentException e) {
      throw bad(file, withoutSecrets(e, read));
    }
  }

  /** What Kafka says, unless it may repeat what is secret. */
  static String withoutSecrets(Throwable failure, Map<String, String> read) {
    Throwable root = failure;
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      root = cause;
    }
    String what = root.getMessage() == null ? root.toString() : root.getMessage();
    if (what.contains("JAAS") || what.contains("Login")) {
      return "sasl.jaas.config cannot be used: it must be such as org.apache.kafka.common.security"
          + ".plain.PlainLoginModule required username=\"…\" password=\"…\";";
    }
    boolean isSecret =
        read.entrySet().stream()
            .filter(entry -> entry.getKey().matches(".*(password|jaas|secret|key|token).*"))
            .anyMatch(entry -> !entry.getValue().isEmpty() && what.contains(entry.getValue()));
    return isSecret ? "Kafka refuses it: " + root.getClass().getSimpleName() : what;
  }

  private static InvalidKafkaPropertiesException bad(String file, String what) {
    return new InvalidKafkaPropertiesException(
        (SETTING + file + ": " + what).replaceAll("\\s+", " ").strip());
  }
}
