package dev.pgohub.api.intake;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.pgohub.api.RunningApi;
import dev.pgohub.broker.BrokerSettings;
import dev.pgohub.broker.EmbeddedBroker;
import dev.pgohub.schemas.Topic;
import dev.pgohub.schemas.proto.Fragment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** A broker and an API that all tests of the intake share, and what came to the topic. */
public final class IntakeHub implements AutoCloseable {

  private final Path dir;
  private final EmbeddedBroker broker;
  private final DnsServer dns;
  private final RunningApi api;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final List<Fragment> fragments = new ArrayList<>();

  /** Gives tests the hub; it ends with the last of them. */
  public static final class Shared implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == IntakeHub.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return context
          .getRoot()
          .getStore(ExtensionContext.Namespace.GLOBAL)
          .computeIfAbsent(IntakeHub.class, key -> new IntakeHub(), IntakeHub.class);
    }
  }

  private IntakeHub() {
    try {
      dir = Files.createTempDirectory("intake-hub-");
      dns = new DnsServer();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    broker = EmbeddedBroker.start(BrokerSettings.in(dir.resolve("kafka")));
    api =
        RunningApi.start(
            broker.bootstrapServers(),
            dir.resolve("api"),
            Map.of(
                "pgohub.partitions",
                1,
                "pgohub.max-recording",
                "4MB",
                "pgohub.scrape-file",
                scrapeFile(),
                "pgohub.scrape-timeout",
                "1500ms",
                "pgohub.scrape-dns",
                dns.url()));
    RunningApi.await("ready", () -> api.get("/actuator/health/readiness").statusCode() == 200);
    consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", broker.bootstrapServers()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    var partitions = List.of(new TopicPartition(Topic.FRAGMENTS.topicName(), 0));
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
  }

  public RunningApi api() {
    return api;
  }

  String bootstrapServers() {
    return broker.bootstrapServers();
  }

  /** A directory of its own for another API. */
  Path directory(String name) {
    return dir.resolve(name);
  }

  public DnsServer dns() {
    return dns;
  }

  /** The list of targets, which is not there at first. */
  public Path scrapeFile() {
    return dir.resolve("targets.json");
  }

  /** The oldest fragment of that tag that was not returned yet. */
  public Fragment published(String tag) {
    for (int i = 0; i < 40; i++) {
      Optional<Fragment> found =
          fragments.stream().filter(fragment -> fragment.getTag().equals(tag)).findFirst();
      if (found.isPresent()) {
        fragments.remove(found.get());
        return found.get();
      }
      poll(Duration.ofMillis(500));
    }
    throw new AssertionError("no fragment of " + tag + " was published");
  }

  /** How many fragments of that tag came that were not returned. */
  public long left(String tag) {
    poll(Duration.ofMillis(50));
    return fragments.stream().filter(fragment -> fragment.getTag().equals(tag)).count();
  }

  private void poll(Duration time) {
    consumer
        .poll(time)
        .forEach(
            record -> {
              try {
                Fragment fragment = Fragment.parseFrom(record.value());
                assertThat(new String(record.key(), US_ASCII)).isEqualTo(fragment.getTag());
                fragments.add(fragment);
              } catch (InvalidProtocolBufferException e) {
                throw new UncheckedIOException(e);
              }
            });
  }

  /** A counter's value; 0 when it is not there. */
  public double counter(String nameAndLabels) {
    return new String(api.get("/actuator/prometheus").body(), UTF_8)
        .lines()
        .filter(line -> line.startsWith(nameAndLabels + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(nameAndLabels.length() + 1)))
        .sum();
  }

  static void assertStatus(HttpResponse<byte[]> response, int status) {
    assertThat(response.statusCode()).as(new String(response.body(), UTF_8)).isEqualTo(status);
  }

  @Override
  public void close() throws IOException {
    consumer.close();
    api.close();
    broker.close();
    dns.close();
    try (var files = Files.walk(dir)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
