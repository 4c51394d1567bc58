package dev.pgohub.benchmarks.state;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.pgohub.broker.BrokerSettings;
import dev.pgohub.broker.EmbeddedBroker;
import dev.pgohub.schemas.Topic;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Measures a hub of many tags with a few small fragments each: a merger and an API with little
 * heap, in processes of their own; their memory at the start, on the way and in the end, disk, the
 * list of tags, and how long a restart takes, with and without their state, and catching up.
 *
 * <p>Arguments: the directory of jars; how many tags; fragments of each.
 */
public final class ManyTagsBench {

  private static final String MERGER_HEAP = "384m";
  private static final String API_HEAP = "256m";
  private static final int FIRST_PAGES = 21;

  private final Path lib;
  private final Path work;
  private final int tags;
  private final int each;
  private int mergerPort;
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
        "%,d tags of %d fragments of %,d bytes; heap of the merger %s, of the API %s",
        tags, each, profiles.bytesOfOne(), MERGER_HEAP, API_HEAP);
    try (EmbeddedBroker broker =
        EmbeddedBroker.start(new BrokerSettings(work.resolve("broker"), 0, Map.of()))) {
      String servers = broker.bootstrapServers();
      RoomProcess merger = merger(servers);
      merger.awaitReady();
      RoomProcess api = api(servers);
      api.awaitReady();
      tell("at the start", merger, api);
      double mergerBefore = merger.cpuSeconds();
      double apiBefore = api.cpuSeconds();
      try (SettledTags settled = new SettledTags(servers, tags)) {
        long began = System.nanoTime();
        send(servers, profiles, tags, 0, each);
        print("- sent in %.0f s", secondsSince(began));
        settled.await(
            tags,
            each,
            Set.of(10, 50, 100),
            percent ->
                tell(
                    String.format(Locale.ROOT, "%d %% after %.0f s", percent, secondsSince(began)),
                    merger,
                    api));
        double seconds = secondsSince(began);
        print(
            "- all of them published after %.0f s: %.0f tags a second, CPU ms a tag: merger %.1f,"
                + " API %.1f",
            seconds,
            tags / seconds,
            1e3 * (merger.cpuSeconds() - mergerBefore) / tags,
            1e3 * (api.cpuSeconds() - apiBefore) / tags);
        list();
        tell("after the lists", merger, api);
        merger.close();
        api.close();
        sizes();
        catchUp(servers, profiles, settled);
      }
      ready("merger", servers, work.resolve("merger"));
      ready("API", servers, work.resolve("api"));
    }
  }

  /** What came while both were away. */
  private void catchUp(String servers, SmallProfiles profiles, SettledTags settled)
      throws Exception {
    int some = Math.max(1, tags / 20);
    send(servers, profiles, some, each, each + 1);
    long began = System.nanoTime();
    try (RoomProcess merger = merger(servers)) {
      merger.awaitReady();
      double ready = secondsSince(began);
      settled.await(some, each + 1, Set.of(), percent -> {});
      print(
          "- the merger is ready with its state after %.1f s, and has caught up with a fragment of"
              + " each of %,d tags after %.1f s; %s",
          ready, some, secondsSince(began), merger.memory(mergerMetrics()));
    }
    began = System.nanoTime();
    try (RoomProcess api = api(servers)) {
      api.awaitReady();
      print(
          "- the API has caught up with these, and is ready, after %.1f s; %s",
          secondsSince(began), api.memory(apiMetrics()));
    }
  }

  private void ready(String room, String servers, Path state) throws Exception {
    boolean isMerger = room.equals("merger");
    StateBench.delete(state);
    long began = System.nanoTime();
    try (RoomProcess process = isMerger ? merger(servers) : api(servers)) {
      process.awaitReady();
      print(
          "- the %s is ready without its state after %.1f s; %s",
          room, secondsSince(began), process.memory(isMerger ? mergerMetrics() : apiMetrics()));
    }
  }

  private void tell(String when, RoomProcess merger, RoomProcess api) throws Exception {
    print("- merger %s: %s", when, merger.memory(mergerMetrics()));
    print("- API %s: %s", when, api.memory(apiMetrics()));
  }

  private URI mergerMetrics() {
    return URI.create("http://127.0.0.1:" + mergerPort + "/metrics");
  }

  private URI apiMetrics() {
    return URI.create("http://127.0.0.1:" + apiPort + "/actuator/prometheus");
  }

  private RoomProcess merger(String servers) throws Exception {
    mergerPort = RoomProcess.freePort();
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

  /** Sends the fragments from one number to before another of each of the first tags. */
  private static void send(String servers, SmallProfiles profiles, int tags, int first, int end) {
    Map<String, Object> configs =
        Map.of("bootstrap.servers", servers, "linger.ms", 50, "batch.size", 256 << 10);
    try (var producer =
        new KafkaProducer<>(configs, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (int tag = 0; tag < tags; tag++) {
        String name = SettledTags.tag(tag);
        // All of a tag together, so that most are settled once.
        for (int number = first; number < end; number++) {
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

  /** Reads the list of tags page by page, until the API has them all. */
  private void list() throws Exception {
    String root = "http://127.0.0.1:" + apiPort + "/api/v1/tags?limit=1000&after=";
    long waited = System.nanoTime();
    RoomProcess.get(URI.create(root));
    while (!RoomProcess.get(
            URI.create("http://127.0.0.1:" + apiPort + "/api/v1/tags/" + SettledTags.tag(tags - 1)))
        .contains("\"weight\"")) {
      Thread.sleep(100);
    }
    double behind = secondsSince(waited);
    double[] firstPage = new double[FIRST_PAGES];
    for (int i = 0; i < FIRST_PAGES; i++) {
      long asked = System.nanoTime();
      RoomProcess.get(URI.create("http://127.0.0.1:" + apiPort + "/api/v1/tags"));
      firstPage[i] = 1e3 * secondsSince(asked);
    }
    Arrays.sort(firstPage);
    print(
        "- the first page of the list, asked for %d times: median %.0f ms, at most %.0f ms",
        FIRST_PAGES, firstPage[FIRST_PAGES / 2], firstPage[FIRST_PAGES - 1]);
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
