package dev.pgohub.merger;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.pgohub.schemas.ProfileTag;
import dev.pgohub.schemas.TagPartition;
import dev.pgohub.schemas.Topic;
import dev.pgohub.schemas.proto.Fragment;
import dev.pgohub.schemas.proto.Rejection;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;

/**
 * Sends the fragments of a tag that were refused once more, as they came: under another policy they
 * may be let in. One that was let in since is dropped by its id, so nothing counts twice; therefore
 * those that were refused longer ago than ids are remembered are left out, unless they are asked
 * for.
 */
public final class ReplayMain {

  private static final int DONE = 0;
  private static final int FAILED = 1;
  private static final int WRONG_USE = 2;
  private static final int NO_BROKER = 3;

  /** Sent and not yet acknowledged; each is up to 9 MiB. */
  private static final int MAX_IN_FLIGHT = 16;

  private static final String USAGE =
      "usage: scripts/replay-rejections TAG [--reason CODE]... [--older] [--dry-run]";

  /** For clocks that differ, and for the way there. */
  private static final Duration MARGIN = Duration.ofSeconds(30);

  private final Map<String, Integer> sent = new TreeMap<>();
  private final Set<String> ids = new LinkedHashSet<>();
  private final List<Future<?>> inFlight = new ArrayList<>();

  private final long notBeforeMillis;
  private int older;

  /**
   * @param notBeforeMillis what was refused before is left out; milliseconds since 1970 UTC
   */
  private ReplayMain(long notBeforeMillis) {
    this.notBeforeMillis = notBeforeMillis;
  }

  /** Runs with the settings of a merger in the environment. */
  public static void main(String[] args) {
    if (System.getProperty("logback.configurationFile") == null) {
      System.setProperty("logback.configurationFile", "logback-tool.xml");
    }
    long now = System.currentTimeMillis();
    System.exit(run(args, System.getenv(), now, System.out, System.err));
  }

  static int run(
      String[] args,
      Map<String, String> environment,
      long nowMillis,
      PrintStream out,
      PrintStream err) {
    Set<String> reasons = new LinkedHashSet<>();
    String tag = "";
    boolean isDry = false;
    boolean isOlderWanted = false;
    for (int i = 0; i < args.length; i++) {
      if (args[i].equals("--dry-run")) {
        isDry = true;
      } else if (args[i].equals("--older")) {
        isOlderWanted = true;
      } else if (args[i].equals("--reason") && i + 1 < args.length) {
        reasons.add(args[++i]);
      } else if (tag.isEmpty() && !args[i].startsWith("-")) {
        tag = args[i];
      } else {
        tag = "";
        break;
      }
    }
    if (tag.isEmpty()) {
      err.println(USAGE);
      return WRONG_USE;
    }
    try {
      MergerSettings settings = MergerSettings.fromEnvironment(environment);
      Duration remembered = settings.span(MergerSetting.FRAGMENT_ID_RETENTION).minus(MARGIN);
      ReplayMain main = new ReplayMain(isOlderWanted ? 0 : nowMillis - remembered.toMillis());
      main.run(ProfileTag.of(tag), reasons, isDry, settings);
      String did = isDry ? " would be sent again" : " sent again";
      main.sent.forEach((reason, count) -> out.println(reason + ": " + count + did));
      if (main.older > 0) {
        out.println(
            main.older
                + " were refused longer ago than ids are remembered and might count twice: left out,"
                + " see --older");
      } else if (main.sent.isEmpty()) {
        out.println("nothing of " + tag + " was refused" + (reasons.isEmpty() ? "" : " so"));
      }
      return DONE;
    } catch (IllegalArgumentException e) {
      err.println("scripts/replay-rejections: " + e.getMessage());
      return WRONG_USE;
    } catch (KafkaException e) {
      err.println("scripts/replay-rejections: the broker cannot be used: " + e.getMessage());
      return NO_BROKER;
    } catch (ExecutionException | InterruptedException e) {
      err.println("scripts/replay-rejections: a fragment was not sent: " + e.getMessage());
      return FAILED;
    }
  }

  private void run(ProfileTag tag, Set<String> reasons, boolean isDry, MergerSettings settings)
      throws ExecutionException, InterruptedException {
    Properties streams = StreamsProperties.of(settings);
    byte[] key = tag.value().getBytes(US_ASCII);
    List<ProducerRecord<byte[], byte[]>> found = new ArrayList<>();
    try (PartitionReader reader = new PartitionReader(streams);
        var producer = producer(settings)) {
      String topic = Topic.REJECTIONS.topicName();
      int partition = TagPartition.of(tag, reader.partitions(topic));
      TopicPartition of = new TopicPartition(topic, partition);
      reader.read(
          of,
          reader.begin(of),
          Long.MAX_VALUE,
          record -> {
            if (isOf(key, record)) {
              add(record, reasons, found);
            }
            if (!isDry && found.size() >= MAX_IN_FLIGHT) {
              send(producer, found);
            }
          });
      if (!isDry) {
        send(producer, found);
      }
      await();
    }
  }

  private static boolean isOf(byte[] key, ConsumerRecord<byte[], byte[]> record) {
    return record.value() != null && Arrays.equals(record.key(), key);
  }

  /** Each fragment once, however often it was refused. */
  private void add(
      ConsumerRecord<byte[], byte[]> record,
      Set<String> reasons,
      List<ProducerRecord<byte[], byte[]>> found) {
    try {
      Rejection rejection = Rejection.parseFrom(record.value());
      boolean isWanted = reasons.isEmpty() || reasons.contains(rejection.getReason());
      boolean hasValue = !rejection.getValue().isEmpty();
      if (isWanted && hasValue && rejection.getArrivedUnixMillis() < notBeforeMillis) {
        older++;
      } else if (isWanted && hasValue) {
        String id = Fragment.parseFrom(rejection.getValue()).getFragmentId();
        if (ids.add(id)) {
          byte[] value = rejection.getValue().toByteArray();
          found.add(new ProducerRecord<>(Topic.FRAGMENTS.topicName(), record.key(), value));
          sent.merge(rejection.getReason(), 1, Integer::sum);
        }
      }
    } catch (InvalidProtocolBufferException e) {
      // What was refused as no fragment is none now.
    }
  }

  private void send(
      KafkaProducer<byte[], byte[]> producer, List<ProducerRecord<byte[], byte[]>> found) {
    try {
      await();
    } catch (ExecutionException | InterruptedException e) {
      throw new KafkaException("a fragment was not sent", e);
    }
    found.forEach(record -> inFlight.add(producer.send(record)));
    found.clear();
  }

  private void await() throws ExecutionException, InterruptedException {
    for (Future<?> one : inFlight) {
      one.get();
    }
    inFlight.clear();
  }

  private static KafkaProducer<byte[], byte[]> producer(MergerSettings settings) {
    Map<String, Object> configs = new HashMap<>();
    Properties streams = StreamsProperties.of(settings);
    configs.putAll(new StreamsConfig(streams).getProducerConfigs("replay"));
    configs.remove(ProducerConfig.TRANSACTIONAL_ID_CONFIG);
    configs.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    configs.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 30_000);
    configs.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 120_000);
    return new KafkaProducer<>(configs, new ByteArraySerializer(), new ByteArraySerializer());
  }
}
