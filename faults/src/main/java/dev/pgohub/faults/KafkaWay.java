package dev.pgohub.faults;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.protobuf.ByteString;
import dev.pgohub.producer.DirectSender;
import dev.pgohub.schemas.Topic;
import dev.pgohub.schemas.proto.Fragment;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Sends fragments by the producer library's own sender; those it would never send, by Kafka's. */
final class KafkaWay implements Way {

  private static final int PATIENCE_SECONDS = 12;

  private final DirectSender sender;
  private final KafkaProducer<byte[], byte[]> raw;

  KafkaWay(String bootstrapServers) {
    sender = new DirectSender(bootstrapServers);
    raw =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "max.block.ms",
                4000,
                "request.timeout.ms",
                4000,
                "delivery.timeout.ms",
                8000,
                "linger.ms",
                0),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  @Override
  public Answer deliver(Sample sample) throws InterruptedException {
    boolean taken =
        sample.kind() == Kind.FOREIGN
            ? sendForeign(sample)
            : sender.send(
                sample.tag(),
                sample.id(),
                sample.instance(),
                sample.startUnixNanos(),
                sample.durationNanos(),
                sample.pprof());
    return taken ? Answer.TAKEN : Answer.LATER;
  }

  private boolean sendForeign(Sample sample) throws InterruptedException {
    byte[] value =
        Fragment.newBuilder()
            .setTag("another-" + sample.tag())
            .setFragmentId(sample.id())
            .setPprof(ByteString.copyFrom(sample.pprof()))
            .build()
            .toByteArray();
    byte[] key = sample.tag().getBytes(US_ASCII);
    try {
      raw.send(new ProducerRecord<>(Topic.FRAGMENTS.topicName(), key, value))
          .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      return true;
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      return false;
    }
  }

  @Override
  public void close() {
    sender.close();
    raw.close(java.time.Duration.ofSeconds(1));
  }
}
