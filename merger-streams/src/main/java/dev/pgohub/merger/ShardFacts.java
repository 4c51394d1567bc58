package dev.pgohub.merger;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.pgohub.merger.state.ShardFact;
import dev.pgohub.merger.state.ShardPart;
import dev.pgohub.schemas.ProfileTag;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * What a shard knows about the fragments of a round. Keys: a byte that no tag has, tag NUL offset.
 */
final class ShardFacts {

  private static final byte FACT = (byte) 0xff;
  private static final int PART_BYTES = 256 << 10;

  private final KeyValueStore<byte[], byte[]> store;

  ShardFacts(KeyValueStore<byte[], byte[]> store) {
    this.store = store;
  }

  void put(ProfileTag tag, ShardFact fact) {
    byte[] prefix = prefix(tag);
    byte[] key =
        ByteBuffer.allocate(prefix.length + Long.BYTES)
            .put(prefix)
            .putLong(fact.getOffset())
            .array();
    store.put(key, fact.toByteArray());
  }

  /** Takes out all facts of a tag in parts; returns the buckets that have fragments. */
  List<BucketKey> take(ProfileTag tag, Consumer<ShardPart> to) {
    Set<BucketKey> buckets = new LinkedHashSet<>();
    List<byte[]> keys = new ArrayList<>();
    ShardPart.Builder part = ShardPart.newBuilder();
    int bytes = 0;
    try (var entries = store.prefixScan(prefix(tag), new ByteArraySerializer())) {
      while (entries.hasNext()) {
        var entry = entries.next();
        keys.add(entry.key);
        ShardFact fact = ShardFact.parseFrom(entry.value);
        part.addFacts(fact);
        if (fact.getRefused().isEmpty()) {
          Admitted fragment = PartFold.admitted(tag, fact);
          buckets.add(BucketKey.at(fragment.owner(), fragment.startNanos()));
        }
        bytes += entry.value.length;
        if (bytes >= PART_BYTES) {
          to.accept(part.build());
          part.clear();
          bytes = 0;
        }
      }
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a damaged fact of " + tag, e);
    }
    if (bytes > 0) {
      to.accept(part.build());
    }
    keys.forEach(store::delete);
    return List.copyOf(buckets);
  }

  private static byte[] prefix(ProfileTag tag) {
    byte[] name = tag.value().getBytes(US_ASCII);
    return ByteBuffer.allocate(name.length + 2).put(FACT).put(name).put((byte) 0).array();
  }
}
