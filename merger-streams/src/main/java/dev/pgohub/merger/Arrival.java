package dev.pgohub.merger;

import dev.pgohub.merger.state.ShardInput;
import java.util.Optional;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * A record of the topic of fragments, and where it stood, which outlives the moment in which it is
 * read.
 *
 * @param arrivedMillis the broker's time of its arrival
 * @param where its topic, partition and offset, when that is known
 */
record Arrival(
    byte @Nullable [] key,
    byte @Nullable [] value,
    long arrivedMillis,
    Optional<RecordMetadata> where) {

  private record Place(String topic, int partition, long offset) implements RecordMetadata {}

  /** The record that is processed now. */
  static Arrival of(Record<byte[], byte[]> record, ProcessorContext<?, ?> context) {
    return new Arrival(record.key(), record.value(), record.timestamp(), context.recordMetadata());
  }

  /** A record that came before. */
  static Arrival of(
      byte[] key, byte[] value, long arrivedMillis, String topic, int partition, long offset) {
    return new Arrival(key, value, arrivedMillis, Optional.of(new Place(topic, partition, offset)));
  }

  /** A record that was passed on to a shard. */
  static Arrival of(byte[] key, ShardInput input, String topic) {
    return of(
        key,
        input.getValue().toByteArray(),
        input.getArrivedUnixMillis(),
        topic,
        input.getPartition(),
        input.getOffset());
  }

  long offset() {
    return where.map(RecordMetadata::offset).orElse(0L);
  }
}
