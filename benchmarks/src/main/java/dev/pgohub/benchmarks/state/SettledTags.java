package dev.pgohub.benchmarks.state;

import dev.pgohub.schemas.Topic;
import dev.pgohub.schemas.proto.TagStatus;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Follows what a merger says of numbered tags: how many of them have all their fragments. */
final class SettledTags implements AutoCloseable {

  private static final double TELL_SECONDS = 20;

  /** Something to be done when a share of the tags is there. */
  interface Milestone {
    void reached(int percent) throws Exception;
  }

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final byte[] fragments;

  /**
   * @param tags how many there will be
   */
  SettledTags(String servers, int tags) {
    fragments = new byte[tags];
    Map<String, Object> configs = new HashMap<>();
    configs.put("bootstrap.servers", servers);
    configs.put("group.id", "bench");
    configs.put("auto.offset.reset", "earliest");
    configs.put("isolation.level", "read_committed");
    consumer =
        new KafkaConsumer<>(configs, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    consumer.subscribe(List.of(Topic.STATUS.topicName()));
  }

  /** The name of a tag. */
  static String tag(int number) {
    return String.format(Locale.ROOT, "service-%07d", number);
  }

  /**
   * Waits until the first tags have so many fragments that count.
   *
   * @param percents of them at which the milestone is told, in ascending order
   */
  void await(int tags, int least, Set<Integer> percents, Milestone milestone) throws Exception {
    TreeSet<Integer> ahead = new TreeSet<>(percents);
    int settled = 0;
    for (int tag = 0; tag < tags; tag++) {
      settled += fragments[tag] >= least ? 1 : 0;
    }
    long began = System.nanoTime();
    int before = settled;
    double told = 0;
    while (settled < tags || !ahead.isEmpty()) {
      for (var record : consumer.poll(Duration.ofMillis(200))) {
        TagStatus status = TagStatus.parseFrom(record.value());
        int tag = Integer.parseInt(status.getTag().substring("service-".length()));
        byte now = (byte) Math.min(Byte.MAX_VALUE, status.getFragments());
        settled += tag < tags && now >= least && fragments[tag] < least ? 1 : 0;
        fragments[tag] = now;
      }
      while (!ahead.isEmpty() && settled >= (long) tags * ahead.first() / 100) {
        milestone.reached(ahead.pollFirst());
      }
      double seconds = (System.nanoTime() - began) / 1e9;
      if (seconds - told > TELL_SECONDS) {
        told = seconds;
        double rate = Math.max(0.01, (settled - before) / seconds);
        System.err.printf(
            Locale.ROOT,
            "%,d of %,d tags are published, %.0f a second, %.0f s to go%n",
            settled,
            tags,
            rate,
            (tags - settled) / rate);
      }
    }
  }

  @Override
  public void close() {
    consumer.close();
  }
}
