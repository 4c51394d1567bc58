package dev.pgohub.benchmarks.pipeline;

import dev.pgohub.benchmarks.engine.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Starts a hub and puts it under load: fragments of all fleets to one tag, over Kafka and over
 * HTTP, and readers beside. The load runs on the same cores as the hub. All of it is bounded.
 *
 * <p>Arguments: the hub's jars; seconds of each phase. Property {@code pgohub.corpus}: the corpus.
 */
public final class PipelineBench {

  private static final String TAG = "bench";
  private static final String TOPIC = "profile-fragments";
  private static final int STEADY = 50; // fragments a second while latencies are measured
  private static final int GOAL = 300; // fragments a second
  private static final int READS = 500; // GETs a second
  private static final int WARM_UP_SECONDS = 60;
  private static final int WARM_UP_POSTS = 2_000;
  private static final int POSTERS = 8; // POSTs at once
  private static final int READERS = 64; // GETs at once, at most

  private final HubProcess hub;
  private final HubClient client;
  private final KafkaProducer<String, byte[]> producer;
  private final Load load;
  private final int seconds;

  private PipelineBench(HubProcess hub, Load load, int seconds) {
    this.hub = hub;
    this.load = load;
    this.seconds = seconds;
    client = new HubClient(hub.url(), TAG);
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", hub.bootstrapServers(), "linger.ms", "5", "acks", "all"),
            new StringSerializer(),
            new ByteArraySerializer());
  }

  /** Runs it. */
  public static void main(String[] args) throws Exception {
    Path work = Files.createTempDirectory("pgohub-bench");
    Load load = new Load(Path.of(System.getProperty("pgohub.corpus", "corpus")), TAG);
    progress("starting a hub");
    try (HubProcess hub = HubProcess.start(Path.of(args[0]), work.resolve("data"))) {
      PipelineBench bench = new PipelineBench(hub, load, Integer.parseInt(args[1]));
      try (bench.producer) {
        bench.run();
      }
    } finally {
      delete(work);
    }
  }

  private void run() throws Exception {
    client.setPolicy();
    progress("warming up");
    publishAndRead(WARM_UP_SECONDS);
    try (ServedTimes served = new ServedTimes(client)) {
      sendByHttp(WARM_UP_POSTS, served);
      requireServed(served);
    }
    steady();
    throughput("kafka", served -> sendByKafka(GOAL * seconds, 10 * GOAL, served));
    throughput("http", served -> sendByHttp(GOAL * seconds / 2, served));
  }

  private interface Sending {
    void send(ServedTimes served) throws Exception;
  }

  private void steady() throws Exception {
    progress("publishing " + STEADY + " fragments/s, reading " + READS + " times/s");
    List<ThreadCpu.Part> before = hub.cpu();
    Steady measured = publishAndRead(seconds);
    Latencies served = measured.served();
    Latencies reads = measured.reads();
    print(
        "publish to served at %d/s: p50 %.0f ms, p99 %.0f ms (%d fragments)",
        STEADY, served.percentile(0.5), served.percentile(0.99), served.count());
    print(
        "GET /profile/{tag} meanwhile: %.0f/s, p50 %.1f ms, p99 %.1f ms",
        reads.count() / (double) seconds, reads.percentile(0.5), reads.percentile(0.99));
    printCpu("while publishing " + STEADY + "/s and reading " + READS + "/s", before);
    print("%s", new Target("publish-to-served-p99", served.percentile(0.99), 1500, true, "ms"));
    print("%s", new Target("get-p99-at-500/s", reads.percentile(0.99), 10, true, "ms"));
  }

  private record Steady(Latencies served, Latencies reads) {}

  /** Both at a steady rate. */
  private Steady publishAndRead(int forSeconds) throws Exception {
    Latencies reads = new Latencies();
    try (ServedTimes served = new ServedTimes(client)) {
      Thread reader = new Thread(() -> read(reads, READS * forSeconds), "reads");
      reader.start();
      sendByKafka(STEADY * forSeconds, STEADY, served);
      requireServed(served);
      reader.join();
      return new Steady(served.latencies(), reads);
    }
  }

  private void throughput(String name, Sending sending) throws Exception {
    progress("as many fragments as it takes, over " + name);
    List<ThreadCpu.Part> before = hub.cpu();
    try (ServedTimes served = new ServedTimes(client)) {
      long begin = System.nanoTime();
      sending.send(served);
      requireServed(served);
      double rate = served.latencies().count() / ((System.nanoTime() - begin) / 1e9);
      print("%d fragments over %s, until served: %.0f/s", served.latencies().count(), name, rate);
      printCpu("over " + name, before);
      print("%s", new Target("fragments-a-second-" + name, rate, GOAL, false, "/s"));
    }
  }

  private void requireServed(ServedTimes served) throws IOException {
    if (!served.await(load.weight())) {
      throw new IOException("not all that was sent was served within five minutes");
    }
  }

  private void sendByKafka(int count, int aSecond, ServedTimes served) {
    Pace pace = new Pace(aSecond);
    for (int i = 0; i < count; i++) {
      long due = pace.await();
      var unused = producer.send(new ProducerRecord<>(TOPIC, TAG, load.nextEnvelope()));
      served.sent(load.weight(), due);
    }
    producer.flush();
  }

  private void sendByHttp(int count, ServedTimes served) throws IOException {
    Semaphore underWay = new Semaphore(POSTERS);
    AtomicInteger refused = new AtomicInteger();
    for (int i = 0; i < count; i++) {
      underWay.acquireUninterruptibly();
      long begin = System.nanoTime();
      byte[] profile = load.next();
      var unused =
          client
              .post(profile, load.id())
              .whenComplete(
                  (answer, failure) -> {
                    underWay.release();
                    if (failure != null || answer.statusCode() != 200) {
                      refused.incrementAndGet();
                    }
                  });
      served.sent(load.weight(), begin);
    }
    underWay.acquireUninterruptibly(POSTERS);
    if (refused.get() > 0) {
      throw new IOException(refused + " fragments were refused");
    }
  }

  /**
   * At a steady rate; a GET that comes late because too many are under way counts from its time.
   */
  private void read(Latencies reads, int count) {
    Semaphore underWay = new Semaphore(READERS);
    Pace pace = new Pace(READS);
    for (int i = 0; i < count; i++) {
      long due = pace.await();
      underWay.acquireUninterruptibly();
      var unused =
          client
              .get()
              .whenComplete(
                  (answer, failure) -> {
                    underWay.release();
                    if (failure == null && answer.statusCode() == 200) {
                      reads.add(System.nanoTime() - due);
                    }
                  });
    }
    underWay.acquireUninterruptibly(READERS);
  }

  private void printCpu(String when, List<ThreadCpu.Part> before) throws IOException {
    print("CPU of the hub %s, seconds by threads:", when);
    ThreadCpu.between(before, hub.cpu()).stream()
        .filter(part -> part.seconds() >= 0.05)
        .limit(12)
        .forEach(part -> print("  %6.2f  %s", part.seconds(), part.threads()));
  }

  private static void print(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }

  private static void progress(String what) {
    System.err.println(what);
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
