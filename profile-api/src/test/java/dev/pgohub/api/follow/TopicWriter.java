package dev.pgohub.api.follow;

import dev.pgohub.api.store.Generation;
import dev.pgohub.schemas.Topic;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Writes to the topics as the merger does. */
public final class TopicWriter implements AutoCloseable {

  private final KafkaProducer<byte[], byte[]> producer;

  public TopicWriter(String bootstrapServers) {
    producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "transactional.id",
                "test-writer",
                "max.request.size",
                Topic.MAX_RECORD_BYTES),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    producer.initTransactions();
  }

  public void commit(Generation.Message... messages) {
    commit(List.of(messages));
  }

  public void commit(List<Generation.Message> messages) {
    send(messages);
    producer.commitTransaction();
  }

  public void abort(List<Generation.Message> messages) {
    send(messages);
    producer.flush();
    producer.abortTransaction();
  }

  private void send(List<Generation.Message> messages) {
    producer.beginTransaction();
    for (Generation.Message message : messages) {
      String topic = message.topic().topicName();
      int partitions = producer.partitionsFor(topic).size();
      int partition = BuiltInPartitioner.partitionForKey(tag(message.key()), partitions);
      producer.send(new ProducerRecord<>(topic, partition, message.key(), message.value()));
    }
  }

  /** All records of a tag, parts included, are in one partition. */
  private static byte[] tag(byte[] key) {
    int length = 0;
    while (length < key.length && key[length] != 0) {
      length++;
    }
    return Arrays.copyOf(key, length);
  }

  @Override
  public void close() {
    producer.close();
  }
}
