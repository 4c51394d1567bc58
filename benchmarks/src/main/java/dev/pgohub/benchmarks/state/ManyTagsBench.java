package dev.pgohub.benchmarks.state;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.pgohub.broker.BrokerSettings;
import dev.pgohub.broker.EmbeddedBroker;
import dev.pgohub.schemas.Topic;
import dev.pgohub.schemas.proto.TagStatus;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Measures a hub of many tags with a few small fragments each: a merger and an API with little
 * heap, in processes of their own; their memory and disk, the list of tags, and how long a restart
 * takes with and without their state.
 *
 * <p>Arguments: the directory of jars; how many tags; fragments of each.
 */
public final class ManyTagsBench {

  private static final String MERGER_HEAP = "384m";
  private static final String API_HEAP = "256m";

  private final Path lib;
  private final Path work;
  private final int tags;
  private final int each;
  private int apiPort;

  private ManyTagsBench(Path lib, Path work, int tags, int each) {
    this.lib = lib;
    this.work = work;
    this.tags = tags;
    this.each = each;
  }

  /** Runs it. */
  public static void main(String[] args) throws Exception {
    Path work = Files.createTempDirectory("pgohub-bench");
    try {
      new ManyTagsBench(
              Path.of(args[0]), work, Integer.parseInt(args[1]), Integer.parseInt(args[2]))
          .run();
    } finally {
      StateBench.delete(work);
    }
  }

  private void run() throws Exception {
    long begin = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis() - 30 * 60_000);
    SmallProfiles profiles = new SmallProfiles(begin);
    print(
        "%,d tags of %d fragments of %,d bytes; heap of the merger %s, of the API %s%n",
        tags, each, profiles.bytesOfOne(), MERGER_HEAP, API_HEAP);
    try (EmbeddedBroker broker =
        EmbeddedBroker.start(new BrokerSettings(work.resolve("broker"), 0, Map.of()))) {
      String servers = broker.bootstrapServers();
      RoomProcess merger = merger(servers);
      merger.awaitReady();
      RoomProcess api = api(servers);
      api.awaitReady();
      long began = System.nanoTime();
      send(servers, profiles);
      print("- sent in %.0f s", secondsSince(began));
      awaitSettled(servers);
      print("- all of them published after %.0f s", secondsSince(began));
      print("- memory of the merger: %s", merger.memory());
      print("- memory of the API: %s", api.memory());
      list();
      merger.close();
      api.close();
      sizes();
      restart("merger", servers, work.resolve("merger"));
      restart("API", servers, work.resolve("api"));
    }
  }

  private void restart(String room, String servers, Path state) throws Exception {
    boolean isMerger = room.equals("merger");
    for (String how : List.of("with its state", "without its state")) {
      if (!how.equals("with its state")) {
        StateBench.delete(state);
      }
      long began = System.nanoTime();
      try (RoomProcess process = isMerger ? merger(servers) : api(servers)) {
        process.awaitReady();
        print(
            "- the %s is ready %s after %.1f s; memory %s",
            room, how, secondsSince(began), process.memory());
      }
    }
  }

  private RoomProcess merger(String servers) throws Exception {
    int mergerPort = RoomProcess.freePort();
    return RoomProcess.start(
        lib,
        "dev.pgohub.merger.MergerMain",
        MERGER_HEAP,
        Map.of(
            "BOOTSTRAP_SERVERS", servers,
            "STATE_DIR", work.resolve("merger").toString(),
            "HEALTH_PORT", Integer.toString(mergerPort)),
        work.resolve("merger.log"),
        URI.create("http://127.0.0.1:" + mergerPort + "/health"));
  }

  private RoomProcess api(String servers) throws Exception {
    apiPort = RoomProcess.freePort();
    return RoomProcess.start(
        lib,
        "dev.pgohub.api.ProfileApiApplication",
        API_HEAP,
        Map.of(
            "BOOTSTRAP_SERVERS", servers,
            "DATA_DIR", work.resolve("api").toString(),
            "HTTP_PORT", Integer.toString(apiPort)),
        work.resolve("api.log"),
        URI.create("http://127.0.0.1:" + apiPort + "/actuator/health/readiness"));
  }

  private static String tag(int number) {
    return String.format(Locale.ROOT, "service-%07d", number);
  }

  private void send(String servers, SmallProfiles profiles) {
    try (var producer =
        new KafkaProducer<byte[], byte[]>(
            Map.of("bootstrap.servers", servers, "linger.ms", 20),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (int number = 0; number < each; number++) {
        for (int tag = 0; tag < tags; tag++) {
          String name = tag(tag);
          var unused =
              producer.send(
                  new ProducerRecord<>(
                      Topic.FRAGMENTS.topicName(),
                      name.getBytes(US_ASCII),
                      profiles.fragment(name, tag, number)));
        }
      }
    }
  }

  private void awaitSettled(String servers) throws Exception {
    Map<String, Object> configs = new HashMap<>();
    configs.put("bootstrap.servers", servers);
    configs.put("group.id", "bench");
    configs.put("auto.offset.reset", "earliest");
    configs.put("isolation.level", "read_committed");
    byte[] whole = new byte[tags];
    int settled = 0;
    try (var consumer =
        new KafkaConsumer<>(configs, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.subscribe(List.of(Topic.STATUS.topicName()));
      long told = System.nanoTime();
      while (settled < tags) {
        for (var record : consumer.poll(Duration.ofMillis(200))) {
          TagStatus status = TagStatus.parseFrom(record.value());
          int tag = Integer.parseInt(status.getTag().substring("service-".length()));
          if (status.getFragments() >= each && whole[tag] == 0) {
            whole[tag] = 1;
            settled++;
          }
        }
        if (secondsSince(told) > 20) {
          told = System.nanoTime();
          System.err.println(settled + " of " + tags + " tags are published");
        }
      }
    }
  }

  /** Reads the list of tags page by page, until the API has them all. */
  private void list() throws Exception {
    String root = "http://127.0.0.1:" + apiPort + "/api/v1/tags?limit=1000&after=";
    long waited = System.nanoTime();
    RoomProcess.get(URI.create(root));
    while (!RoomProcess.get(
            URI.create("http://127.0.0.1:" + apiPort + "/api/v1/tags/" + tag(tags - 1)))
        .contains("\"weight\"")) {
      Thread.sleep(100);
    }
    double behind = secondsSince(waited);
    int found = 0;
    int pages = 0;
    double slowest = 0;
    String after = "";
    long began = System.nanoTime();
    do {
      long page = System.nanoTime();
      String answer = RoomProcess.get(URI.create(root + after));
      slowest = Math.max(slowest, secondsSince(page));
      pages++;
      found += answer.split("\"tag\":\"service-", -1).length - 1;
      int next = answer.lastIndexOf("\"next\":\"");
      after = next < 0 ? "" : answer.substring(next + 8, answer.indexOf('"', next + 8));
    } while (!after.isEmpty());
    print(
        "- the API has the last tag %.1f s later; all %,d in %d pages in %.1f s, a page at most %.2f s",
        behind, found, pages, secondsSince(began), slowest);
  }

  private void sizes() throws Exception {
    long merger = StateBench.bytesOf(work.resolve("merger"));
    long api = StateBench.bytesOf(work.resolve("api"));
    long broker = StateBench.bytesOf(work.resolve("broker"));
    print(
        "- on disk: merger %,d MiB (%.1f KiB a tag), API %,d MiB (%.1f), broker %,d MiB (%.1f)",
        merger >> 20,
        merger / 1024.0 / tags,
        api >> 20,
        api / 1024.0 / tags,
        broker >> 20,
        broker / 1024.0 / tags);
  }

  private static double secondsSince(long nanos) {
    return (System.nanoTime() - nanos) / 1e9;
  }

  private static void print(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }
}
